// The house as data: every room, what it may know and which packages it may bring in. The checks are in `kit/house`, each
// with tests of its own on made-up files. A new room is one line in PLAN; where the plan is wrong, change it and say in the
// commit why.
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ALLOWANCES } from './kit/house/allowances.ts';
import { cycleFaults } from './kit/house/cycles.ts';
import { demoRooms } from './kit/house/demo-rooms.ts';
import { docstringFaults } from './kit/house/docstrings.ts';
import { habitFaults } from './kit/house/habits.ts';
import { longFiles, longFunctions } from './kit/house/lengths.ts';
import { nameFaults, openingFaults } from './kit/house/names.ts';
import { readSources } from './kit/house/source.ts';
import { testFaults } from './kit/house/test-habits.ts';
import { type Plan, planFaults, wallFaults } from './kit/house/walls.ts';

/** The domain's closed unions, of what can be wrong and of what a browser can: words that every room of the domain speaks. */
const WORDS = ['src/domain/fault.ts', 'src/domain/problem.ts', 'src/domain/browser-level.ts', 'src/domain/acr-values.ts'];
/** Rooms of the domain that know nobody; all others may use them. */
const PLAIN = ['audit', 'throttle', 'challenge', 'mail', 'sender'].map((room) => `src/domain/${room}`);
/** What stands beside each other: peers pass plain values (`settled.md` 51). */
const THINGS = ['accounts', 'organisations', 'credentials', 'factors', 'federation', 'clients', 'consent', 'keys', 'artifacts'].map(
  (room) => `src/domain/${room}`,
);
const BELOW = ['src/kernel', ...WORDS, ...PLAIN];
const RULES = [...BELOW, ...THINGS];
/** All ports in one bundle, for rooms that wire them or work in a transaction. */
const PORTS = 'src/domain/ports.ts';
const CONTRACTS = [...PLAIN, ...THINGS, 'src/domain/links', 'src/domain/journeys'].map((room) => `${room}/ports.ts`);
const DOMAIN = [...RULES, PORTS, 'src/domain/links', 'src/domain/journeys', 'src/domain/administration'];
const KOA = ['koa', '@koa/router'];
const SECRETS = ['@node-rs/argon2', '@simplewebauthn/server', 'jose', 'otplib'];

/** Room by room, from the ground up. Rooms that are not there yet are those of design.md §3. */
const PLAN: Plan = {
  'src/kernel': { uses: [], packages: ['node:crypto', 'node:net', 'node:url', 'node:util', 'node:zlib'] },
  'src/config': { uses: ['src/kernel'], packages: ['@badrap/valita', 'node:fs', 'node:net', 'node:os'] },

  ...Object.fromEntries(WORDS.map((word) => [word, { uses: [], packages: [] }])),
  'src/domain/audit': { uses: ['src/kernel'], packages: [] },
  'src/domain/throttle': { uses: ['src/kernel'], packages: [] },
  'src/domain/challenge': { uses: ['src/kernel'], packages: [] },
  'src/domain/mail': { uses: ['src/kernel'], packages: [] },
  'src/domain/sender': { uses: ['src/kernel'], packages: [] },
  // schemas for policies only (`settled.md` 56); logos are unpacked and packed again.
  'src/domain/organisations': { uses: BELOW, packages: ['@badrap/valita', 'node:zlib'] },
  // An account is a sign-in in one organisation, and is read together with it in one round trip (security.md 1.20).
  'src/domain/accounts': { uses: [...BELOW, 'src/domain/organisations/organisation.ts'], packages: [] },
  'src/domain/credentials': { uses: BELOW, packages: [] },
  'src/domain/factors': { uses: BELOW, packages: [] },
  'src/domain/federation': { uses: BELOW, packages: [] },
  'src/domain/clients': { uses: BELOW, packages: [] },
  'src/domain/consent': { uses: BELOW, packages: [] },
  'src/domain/keys': { uses: BELOW, packages: [] },
  'src/domain/artifacts': { uses: BELOW, packages: [] },
  // Use-cases that need several of these rooms (`settled.md` 51).
  'src/domain/links': { uses: [...RULES, PORTS], packages: [] },
  'src/domain/journeys': { uses: [...RULES, PORTS, 'src/domain/links'], packages: [] },
  // Of every room its contracts, nothing else.
  'src/domain/ports.ts': { uses: [...CONTRACTS, 'src/domain/credentials/password.ts'], packages: [] },
  // Use-cases that manage (`settled.md` 75); a sign-in is none of their business.
  'src/domain/administration': { uses: [...RULES, PORTS, 'src/domain/links'], packages: [] },

  // Adapters never import each other; one exception: a mail is a page too, so the mailer uses the views.
  'src/store': {
    uses: DOMAIN,
    packages: ['knex', 'pg', 'node:sqlite', 'node:crypto', 'node:fs', 'node:path', 'node:timers/promises'],
  },
  // The list of common passwords is a file beside it.
  'src/crypto': {
    uses: [...RULES, 'src/domain/links/ports.ts'],
    packages: [...SECRETS, 'node:crypto', 'node:fs', 'node:path', 'node:util', 'node:zlib'],
  },
  'src/csv': { uses: ['src/domain/fault.ts', 'src/domain/administration/table.ts'], packages: ['csv-parse', 'node:stream'] },
  'src/views': { uses: RULES, packages: ['handlebars', 'qr', 'node:crypto', 'node:fs', 'node:path', 'node:zlib'] },
  // A letter is composed in the look of its organisation and with the names of its account, read at hand-over.
  'src/mailer': {
    uses: ['src/kernel', 'src/domain/mail', 'src/domain/sender', 'src/domain/organisations', 'src/domain/accounts', 'src/views'],
    packages: ['nodemailer', 'node:crypto', 'node:dns/promises', 'node:stream', 'node:timers/promises'],
  },
  'src/upstream': {
    uses: ['src/kernel', 'src/domain/federation'],
    packages: ['openid-client', '@node-saml/node-saml', 'node:dns', 'node:http', 'node:https', 'node:net'],
  },
  'src/web': { uses: [...RULES, 'src/views'], packages: ['koa', 'node:http', 'node:net', 'node:util', 'node:zlib'] },
  'src/metrics': { uses: ['src/kernel', ...PLAIN, PORTS], packages: ['prom-client'] },
  'src/api': { uses: [...RULES, PORTS, 'src/domain/administration'], packages: [...KOA, '@badrap/valita'] },
  // It runs the login checks and ends dead interactions, hence the journeys (`settled.md` 50).
  'src/provider': {
    uses: [...RULES, PORTS, 'src/domain/journeys', 'src/views'],
    packages: ['oidc-provider', 'koa', 'jose', 'node:async_hooks', 'node:crypto', 'node:http'],
  },

  'interactions/kit': { uses: [...DOMAIN, 'src/views'], packages: [...KOA, '@badrap/valita'] },
  // A screen never sees Koa (design.md §4).
  interactions: { uses: [...DOMAIN, 'src/views', 'interactions/kit'], packages: ['@badrap/valita'] },
  'interactions/index.ts': { uses: ['src/domain/journeys', 'interactions', 'interactions/kit'], packages: [] },

  // Opens an installation for the server too. Of the provider it knows how long what was signed lives: till then a key stays.
  'src/commands': {
    uses: [
      ...[...RULES, PORTS, 'src/domain/administration', 'src/config', 'src/store', 'src/crypto', 'src/csv', 'src/mailer'],
      ...['src/upstream', 'src/provider/lifetimes.ts'],
    ],
    packages: ['node:fs', 'node:fs/promises', 'node:path', 'node:stream', 'node:util'],
  },
  // app.ts in pieces, and like it they know everyone; of the configuration its shape, the values come with the installation.
  'src/wiring': {
    uses: [
      ...[...DOMAIN, 'src/store', 'src/crypto', 'src/mailer', 'src/upstream', 'src/views', 'src/web', 'src/api', 'src/provider'],
      ...['interactions/index.ts', 'interactions/kit', 'src/commands/installation.ts', 'src/config/config.ts', 'src/metrics'],
    ],
    packages: ['keygrip', ...KOA, 'oidc-provider', 'pino', 'node:crypto'],
  },
  'src/app.ts': {
    uses: [
      ...[...DOMAIN, 'src/config', 'src/store', 'src/crypto', 'src/mailer', 'src/upstream', 'src/views', 'src/web', 'src/api'],
      ...['src/metrics', 'src/provider', 'src/wiring', 'interactions/index.ts', 'interactions/kit', 'src/commands/installation.ts'],
    ],
    packages: ['oidc-provider', 'node:http', 'node:path'],
  },
  'src/main.ts': { uses: ['src/app.ts', 'src/config'], packages: [] },
  'knexfile.ts': { uses: ['src/config', 'src/store'], packages: [] },
  // The browser's script knows the page it is on, and nothing else.
  templates: { uses: [], packages: [] },
  ...demoRooms([PORTS, ...WORDS]),
  // Folds the list as the product folds what is typed.
  'scripts/common-passwords.ts': { uses: ['src/kernel'], packages: ['node:*'] },
  'scripts/run.mjs': { uses: ['src/main.ts', 'src/commands/main.ts', 'demo/main.ts'], packages: ['node:*'] },
  scripts: { uses: [], packages: ['@sparticuz/chromium', 'pg', 'playwright-core', 'node:*'] },
  // Measures the running product.
  bench: { uses: ['*'], packages: ['*'] },
  'test/kit': { uses: ['*'], packages: ['*'] },
  test: { uses: ['*'], packages: ['*'] },
  'jest.config.mjs': { uses: [], packages: [] },
};

const PLACES = ['src', 'interactions', 'demo', 'scripts', 'bench', 'templates', 'test', 'knexfile.ts', 'jest.config.mjs'];
const sources = readSources(join(import.meta.dirname, '..'), PLACES);
const inside = (...folders: readonly string[]) => sources.filter(({ path }) => folders.some((folder) => path.startsWith(`${folder}/`)));
const PRODUCT = ['src', 'interactions', 'demo', 'scripts', 'bench'];

describe('The house', () => {
  test('has a plan whose arrows only go down, between rooms it has (design.md §3)', () => {
    expect(planFaults(PLAN)).toEqual([]);
    expect(sources.length).toBeGreaterThan(200);
  });

  test('has walls: no file imports what its room may not know (settled.md 50)', () => {
    expect(wallFaults(PLAN, sources)).toEqual([]);
  });

  test('has no files that import each other in a circle', () => {
    expect(cycleFaults(sources)).toEqual([]);
  });

  test('has no file over 200 lines and no function over 40', () => {
    expect(longFiles(sources)).toEqual([]);
    // The browser's script is one closure, so that nothing of it is global.
    expect(longFunctions(inside(...PRODUCT, 'test'))).toEqual([]);
  });

  test('explains everything that a file exports', () => {
    expect(docstringFaults(inside(...PRODUCT))).toEqual([]);
  });

  test('has rooms that say what they own, under names that say what they mean (design.md §8)', () => {
    expect(openingFaults(PLAN, inside(...PRODUCT))).toEqual([]);
    // Handlebars' own word for what templates can call.
    expect(nameFaults(sources, ['src/views/helpers.ts'])).toEqual([]);
  });

  test('has one clock, one source of randomness and one reader of the environment', () => {
    expect(
      habitFaults(
        sources.filter(({ path }) => !path.startsWith('templates/')),
        ALLOWANCES,
      ),
    ).toEqual([]);
  });

  test('hides no test, leaves none out without a reason, and mocks no module', () => {
    expect(testFaults(inside('test'))).toEqual([]);
  });
});
