import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { openInstallation } from '../../src/commands/installation.ts';
import { countersOf } from '../kit/counters.ts';
import { furnishing, PASSWORD } from '../kit/furnish.ts';
import { type ServerProcess, startServer } from '../kit/server.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';
import { freePort } from '../kit/world.ts';

/** One hash takes so much memory that a dozen at once could not be overlooked. */
const HASH_BYTES = 128 * 1024 * 1024;
const FLOOD = 40;
const LIMITS = { running: 1, waiting: 3 };

let folder: string;
let url: string;
let server: ServerProcess;
let environment: Record<string, string>;
let organisationId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'voordeur-flood-'));
  const port = String(await freePort());
  url = `http://localhost:${port}`;
  environment = {
    VOORDEUR_ISSUER: url,
    VOORDEUR_PORT: port,
    VOORDEUR_PRIVATE_PORT: '0',
    VOORDEUR_UNCOUNTED_NETWORKS: '127.0.0.0/16',
    VOORDEUR_DATABASE: `sqlite:${join(folder, 'v.sqlite')}`,
    VOORDEUR_ARGON2_MEMORY_KIB: String(HASH_BYTES / 1024),
    VOORDEUR_HASH_RUNNING: String(LIMITS.running),
    VOORDEUR_HASH_WAITING: String(LIMITS.waiting),
    VOORDEUR_HASH_WAIT_MS: '10000',
  };
  organisationId = await furnish();
  server = await startServer(environment);
});

afterAll(async () => {
  await server?.end();
  await rm(folder, { recursive: true, force: true });
});

/** One organisation with one person, made as the command line makes them. */
async function furnish(): Promise<string> {
  const { acting, close } = await openInstallation(environment);
  const { organisation, person } = furnishing(acting, url);
  const { id } = await organisation('acme', { preferredLanguage: 'nl' });
  for (let at = 0; at < FLOOD; at += 1) await person('acme', `Person${at}`);
  await close();
  return id;
}

/** How many misses are counted for names `<name>0` to the last of the flood, together. */
async function misses(name: string): Promise<number> {
  const { store, close } = await openInstallation(environment);
  const keys = Array.from({ length: FLOOD }, (_, at) => countersOf(organisationId, `${name}${at}`)[0]);
  const counts = await store.ports.counters.read(keys, Date.now());
  await close();
  return counts.reduce((sum, count) => sum + count, 0);
}

async function sheets(count: number): Promise<{ visitor: Visitor; sheet: Answer }[]> {
  const opened = [];
  for (let at = 0; at < count; at += 1) {
    const visitor = new Visitor({ 'accept-language': at % 2 === 0 ? 'nl' : 'en' });
    opened.push({ visitor, sheet: await visitor.open(`${url}/acme`) });
  }
  return opened;
}

test('security 2.1 a flood of sign-ins: some are served, the others get a page and 503 with Retry-After, and memory stays bounded', async () => {
  const before = await server.mostMemory();
  const opened = await sheets(FLOOD);
  const pressed = opened.map(({ visitor, sheet }, at) =>
    visitor.post(sheet, { username: `Nobody${at}`, password: 'something else entirely' }),
  );
  const started = Date.now();
  // What needs no hash is answered meanwhile.
  expect((await fetch(`${url}/.well-known/openid-configuration`)).status).toBe(200);
  expect(Date.now() - started).toBeLessThan(3000);
  const answers = await Promise.all(pressed);
  const served = answers.filter(({ status }) => status === 303);
  const busy = answers.filter(({ status }) => status === 503);
  expect(served.length + busy.length).toBe(FLOOD);
  expect(served.length).toBeGreaterThanOrEqual(LIMITS.running + LIMITS.waiting);
  expect(busy.length).toBeGreaterThanOrEqual(FLOOD / 2);
  for (const { headers } of busy) expect(headers.get('retry-after')).toMatch(/^[1-9]\d?$/);
  // Two hashes' worth above the start: one under way, one that the allocator has not let go of yet.
  expect((await server.mostMemory()) - before).toBeLessThan(2 * HASH_BYTES);
  // Who was sent away has tried nothing, so nothing is counted against the name (R8.1).
  expect(await misses('Nobody')).toBe(served.length);
});

test('security 2.1 the page for who is sent away is ours, in the person’s language, and leads back to the same sign-in', async () => {
  const opened = await sheets(FLOOD);
  const answers = await Promise.all(
    opened.map(({ visitor, sheet }, at) => visitor.post(sheet, { username: `Person${at}`, password: PASSWORD })),
  );
  const titles = { nl: 'Het is nu erg druk', en: 'It is very busy now' };
  const sentAway = answers.flatMap((answer, at) => {
    const { visitor } = opened[at] ?? {};
    return answer.status === 503 && visitor ? [{ answer, visitor, language: at % 2 === 0 ? ('nl' as const) : ('en' as const) }] : [];
  });
  expect(new Set(sentAway.map(({ language }) => language))).toEqual(new Set(['nl', 'en']));
  for (const { answer, language } of sentAway) {
    expect(parse(answer.text).querySelector('html')?.getAttribute('lang')).toBe(language);
    expect(wordsOf(answer)).toContain(titles[language]);
    expect(answer.text).toContain('carla@acme.example');
  }
  const { answer, visitor } = sentAway[0] as (typeof sentAway)[number];
  const back = parse(answer.text).querySelector('a.button')?.getAttribute('href') ?? '';
  expect(back).toBe(new URL(answer.url).pathname);
  const sheet = await visitor.open(new URL(back, url).href);
  const signedIn = await visitor.submit(sheet, { username: 'Person0', password: PASSWORD });
  expect([signedIn.status, new URL(signedIn.url).pathname]).toEqual([200, '/acme']);
  expect(await misses('Person')).toBe(0);
});

test('a flood leaves the process whole: no surprise in its log, and it ends in peace', async () => {
  expect(server.said()).not.toContain('a request met a surprise');
  expect(await server.end('SIGTERM')).toBe(0);
});
