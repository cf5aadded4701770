import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { addAccount } from '../../src/domain/administration/accounts.ts';
import { countersOf } from '../kit/counters.ts';
import { redeem, userinfo } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { attempt } from '../kit/sign-in.ts';
import { formOf, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

const WRONG = 'something else entirely';
const REPAIRED = 'We removed a space or a hidden character from your username.';

let world: World;
let app: RelyingParty;
const ids: Record<string, string> = {};

beforeAll(async () => {
  world = await openWorld();
  for (const [portal, usernameCase] of [
    ['acme', 'sensitive'],
    ['globex', 'insensitive'],
  ] as const) {
    ids[portal] = (await world.organisation(portal, { preferredLanguage: 'en', policy: { usernameCase } })).id;
    for (const username of ['Anna.Jansen', 'Piet van Dijk', 'Améline']) await world.person(portal, username);
  }
  app = await world.relyingParty('exam');
});

beforeEach(() => world.forgetMisses());

afterAll(() => world.close());

/** How many misses are counted for a name at a portal. */
async function misses(portal: string, username: string): Promise<number> {
  const keys = countersOf(ids[portal] ?? '', username);
  return (await world.app.installation.store.ports.counters.read(keys, world.clock.now()))[0] ?? 0;
}

async function nameInTokens(portal: string, username: string): Promise<unknown> {
  const { answer, begun } = await attempt(app, portal, { username, password: PASSWORD });
  const { body } = await redeem(app, { callback: answer.url, begun });
  return (await userinfo(app, body['access_token'])).body['preferred_username'];
}

describe('S2 «the user name is case-sensitive»', () => {
  test('R2.1 capitals matter: a miss in case alone counts, and the page says the general thing with the general list', async () => {
    const { answer } = await attempt(app, 'acme', { username: 'anna.jansen', password: PASSWORD });
    const words = wordsOf(answer);
    expect(words).toContain('The username and password do not match. Check both, and check the capital letters.');
    expect(words).toContain('Does it still not work?');
    expect(words).not.toContain('Anna.Jansen');
    expect(await misses('acme', 'Anna.Jansen')).toBe(1);
  });

  test.each(['ANNA.jansen', 'anna.jansen', 'Ａnna.Jansen'])(
    'R2.1 where the organisation says so, capitals and widths do not matter: %s',
    async (username) => {
      expect((await attempt(app, 'globex', { username, password: PASSWORD })).isIn).toBe(true);
    },
  );

  test.each(['acme', 'globex'])(
    'R2.2 a name that differs in case alone is taken, and its misses are counted together, at %s',
    async (portal) => {
      const double = await addAccount(world.app.installation.acting, portal, { username: 'ANNA.JANSEN', password: PASSWORD });
      expect(double).toMatchObject({ done: false, faults: [{ field: 'username', code: 'taken' }] });
      // Three at a time: the fourth would have to answer a challenge first.
      for (const spellings of [
        ['Anna.Jansen', 'aNNA.jANSEN', 'Anna. Jansen'],
        ['Anna\u200b.Jansen', '\uff41nna.jansen'],
      ]) {
        await world.forgetMisses();
        for (const username of spellings) await attempt(app, portal, { username, password: WRONG });
        expect(await misses(portal, 'Anna.Jansen')).toBe(spellings.length);
      }
    },
  );

  test.each(['acme', 'globex'])(
    'R2.2, R8.1 after three misses no other spelling of the name is a way past the challenge, at %s',
    async (portal) => {
      for (const _time of [1, 2, 3]) await attempt(app, portal, { username: 'Anna.Jansen', password: WRONG });
      for (const username of ['aNNA.jANSEN', 'Anna. Jansen', '\u200bAnna.Jansen', '\uff41nna.jansen']) {
        const { answer } = await attempt(app, portal, { username, password: PASSWORD });
        expect(formOf(answer).fields).toHaveProperty('challenge');
      }
    },
  );

  test('R2.3 the application gets the name as it was registered, however it was typed', async () => {
    expect(await nameInTokens('globex', 'anna.JANSEN')).toBe('Anna.Jansen');
    expect(await nameInTokens('acme', ' Anna.Jansen ')).toBe('Anna.Jansen');
  });
});

describe('S3 «a pasted user name may carry a hidden space»', () => {
  test.each([
    ['U+200B, NBSP and blanks around it', '\u00a0 \u200bAnna.Jansen\u200b \u00a0'],
    ['a hidden character inside', 'Anna.\u200b\u00adJan\u2060sen'],
    ['a tab and a line end after it', 'Anna.Jansen\t\r\n'],
    ['a byte order mark in front', '\ufeffAnna.Jansen'],
    ['direction marks around it, as from a message in two scripts', '\u202aAnna.Jansen\u202c\u200e'],
    ['an ideographic blank after it', 'Anna.Jansen\u3000'],
  ])('R3.1, R3.2 a name pasted with %s works, and after a wrong password the page says what was removed', async (_what, username) => {
    expect((await attempt(app, 'acme', { username, password: PASSWORD })).isIn).toBe(true);
    const { answer } = await attempt(app, 'acme', { username, password: WRONG });
    expect(wordsOf(answer)).toContain(REPAIRED);
    expect(formOf(answer).fields['username']).toBe('Anna.Jansen');
  });

  test('R3.9 a name that needed no repair hears nothing of one', async () => {
    const { answer } = await attempt(app, 'acme', { username: 'Anna.Jansen', password: WRONG });
    expect(wordsOf(answer)).not.toContain(REPAIRED);
  });

  test('R3.9 when it works and a page of ours follows, that page says so once', async () => {
    const reports = await world.relyingParty('reports', { first_party: false });
    const { visitor, answer } = await attempt(reports, 'acme', { username: ' Anna.Jansen\u200b', password: PASSWORD });
    expect(new URL(answer.url).pathname).toMatch(/\/consent$/);
    expect(wordsOf(answer)).toContain(REPAIRED);
    const { answer: plain } = await attempt(reports, 'acme', { username: 'Anna.Jansen', password: PASSWORD });
    expect(wordsOf(plain)).not.toContain(REPAIRED);
    const later = await visitor.open((await reports.begin({ portal: 'acme' })).url);
    expect([new URL(later.url).pathname.endsWith('/consent'), wordsOf(later).includes(REPAIRED)]).toEqual([true, false]);
  });

  test('R3.9 the log holds that nothing but a refusal happened: not a letter of what was typed', async () => {
    await attempt(app, 'acme', { username: ' Zzz\u200bTyped.Name', password: 'zzz typed password' });
    const rows = JSON.stringify(await world.app.installation.store.ports.audit.list({}, 1000));
    for (const place of [world.log.join('\n'), rows]) expect(place).not.toMatch(/typed[. ](?:name|password)/i);
  });

  test.each(['Piet  van\u00a0Dijk', 'Piet\tvan Dijk', ' Piet van Dijk '])(
    'R3.3 a run of blanks inside counts as one: %j is Piet van Dijk',
    async (username) => {
      expect(await nameInTokens('acme', username)).toBe('Piet van Dijk');
    },
  );

  test('R3.3 a blank that does not belong there is forgiven, as one attempt', async () => {
    expect(await nameInTokens('acme', 'Anna. Jansen')).toBe('Anna.Jansen');
    const before = await misses('acme', 'Anna.Jansen');
    await attempt(app, 'acme', { username: 'Anna. Jan sen', password: WRONG });
    expect(await misses('acme', 'Anna.Jansen')).toBe(before + 1);
  });

  test('R3.4 a letter with its accent apart is the same letter', async () => {
    expect(await nameInTokens('acme', 'Ame\u0301line')).toBe('Améline');
  });

  test('R3.7 a look-alike letter of another script is another name', async () => {
    expect((await attempt(app, 'globex', { username: 'Аnna.Jansen', password: PASSWORD })).isIn).toBe(false);
  });

  test.each(['Anna\u200bJansen', ' Nieuw', 'Nieuw\u00a0Naam'])('R3.6 %j cannot be registered', async (username) => {
    const added = await addAccount(world.app.installation.acting, 'acme', { username, password: PASSWORD });
    expect(added).toMatchObject({ done: false, faults: [{ field: 'username' }] });
  });
});

describe('S3 passwords are different', () => {
  test.each([` ${PASSWORD}`, `${PASSWORD}\u200b `, `\u00a0${PASSWORD}\n`])('R3.13 a password pasted as %j works', async (password) => {
    expect((await attempt(app, 'acme', { username: 'Anna.Jansen', password })).isIn).toBe(true);
  });

  test('R3.13 the second try without outer blanks is part of one attempt, for a name that exists and for one that does not', async () => {
    for (const username of ['Anna.Jansen', 'Nobody.Here']) {
      const before = await misses('acme', username);
      await attempt(app, 'acme', { username, password: ` ${WRONG} ` });
      expect(await misses('acme', username)).toBe(before + 1);
    }
  });

  test('R3.12, R3.13 a password whose own blank belongs to it is not trimmed: with it one gets in, without it one does not', async () => {
    await world.person('acme', 'Blanche', { password: ` ${PASSWORD} ` });
    expect((await attempt(app, 'acme', { username: 'Blanche', password: ` ${PASSWORD} ` })).isIn).toBe(true);
    expect((await attempt(app, 'acme', { username: 'Blanche', password: PASSWORD })).isIn).toBe(false);
  });

  test.each([PASSWORD.toUpperCase(), PASSWORD.replaceAll(' ', ''), PASSWORD.replace(' ', '  ')])(
    'R3.11 inside nothing is forgiven, neither case nor blanks: %j is another password',
    async (password) => {
      expect((await attempt(app, 'acme', { username: 'Anna.Jansen', password })).isIn).toBe(false);
    },
  );
});
