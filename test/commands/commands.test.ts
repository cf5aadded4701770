import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { generateKeyring } from '../../src/crypto/keyring.ts';
import { useCommandLine } from './command-line.ts';

const line = useCommandLine();
const KEYRING = JSON.stringify(generateKeyring());
const PASSWORD = 'correct horse battery';

async function json(words: readonly string[], input?: string) {
  const said = await line().run([...words, '--json'], input);
  expect(said).toMatchObject({ code: 0, err: '' });
  return JSON.parse(said.out);
}

describe('making an installation usable (settled 49)', () => {
  test('an operator makes an organisation, people and an application, and reads them back', async () => {
    const words = 'organisation add acme --name Acme --languages en,nl --policy passwordLength=14';
    const organisation = await json(words.split(' '));
    expect(organisation).toMatchObject({
      portal: 'acme',
      name: 'Acme',
      state: 'active',
      languages: ['en', 'nl'],
      preferredLanguage: 'en',
      policy: { passwordLength: 14 },
    });
    const jan = await json(['account', 'add', 'acme', 'Jan', '--email', 'jan@acme.example', '--password-stdin'], `${PASSWORD}\n`);
    expect(jan).toMatchObject({
      username: 'Jan',
      state: 'active',
      role: 'candidate',
      email: 'jan@acme.example',
      organisationId: organisation.id,
    });
    expect(await json(['account', 'list', 'acme'])).toEqual([jan]);
    await writeFile(
      join(line().folder, 'app.json'),
      JSON.stringify({ client_id: 'app', redirect_uris: ['https://app.example/cb'], portals: ['acme'] }),
    );
    const made = await line().run(['client', 'add', '--name', 'App', '--json', 'app.json']);
    const { client_secret: secret, secrets, ...registered } = JSON.parse(made.out);
    expect(secret).toMatch(/^vds_/);
    expect(registered).toMatchObject({
      client_id: 'app',
      client_name: 'App',
      portals: [organisation.id],
      require_pkce: true,
      first_party: false,
    });
    expect(await json(['client', 'list'])).toEqual([{ ...registered, secrets }]);
    expect(await json(['organisation', 'list'])).toEqual([organisation]);
  });

  test('R13.1, T1 the age of passwords is limited, or not, and one that others may know is marked for change', async () => {
    const made = await json(['organisation', 'add', 'acme', '--name', 'Acme', '--policy', 'passwordMaxAgeDays=0']);
    expect(made.policy).toMatchObject({ passwordMaxAgeDays: 0, formerPasswordHint: true });
    const limited = await json([
      'organisation',
      'set',
      'acme',
      '--policy',
      'passwordMaxAgeDays=60',
      '--policy',
      'formerPasswordHint=false',
    ]);
    expect(limited.policy).toMatchObject({ passwordMaxAgeDays: 60, formerPasswordHint: false });
    expect(Date.parse(limited.passwordAgeSince)).toBeGreaterThanOrEqual(Date.parse(made.passwordAgeSince));
    await json(['account', 'add', 'acme', 'Jan', '--password-stdin'], `${PASSWORD}\n`);
    expect(await json(['account', 'set', 'acme', 'jan', '--must-change-password'])).toMatchObject({ username: 'Jan', state: 'active' });
    await json(['account', 'add', 'acme', 'Piet']);
    const refused = await line().run(['account', 'set', 'acme', 'piet', '--must-change-password']);
    expect(refused).toMatchObject({ code: 1, err: '--must-change-password is of no use: the account has no password (conflict)\n' });
  });

  test('a portal can be renamed, its old name still leads there, and an organisation can be suspended (R1.1)', async () => {
    await json(['organisation', 'add', 'acme', '--name', 'Acme']);
    await json(['organisation', 'set', 'acme', '--portal', 'acme-noord']);
    expect(await json(['organisation', 'set', 'acme', '--state', 'suspended'])).toMatchObject({ portal: 'acme-noord', state: 'suspended' });
  });

  test('an API is registered and given to an application (settled 62)', async () => {
    await json(['resource', 'add', 'https://api.example/', '--scopes', 'read,write', '--format', 'opaque']);
    expect(await json(['resource', 'set', 'https://api.example/', '--name', 'Results'])).toMatchObject({
      name: 'Results',
      scopes: ['read', 'write'],
      format: 'opaque',
    });
    expect(await json(['resource', 'list'])).toHaveLength(1);
  });

  test('keys are rotated with a day of overlap, a second time only by force (settled 63)', async () => {
    const first = await json(['keys', 'rotate']);
    expect(first.map((key: { state: string }) => key.state)).toEqual(['signing', 'signing']);
    expect(JSON.stringify(first)).not.toContain('sealed');
    const states = (await json(['keys', 'rotate'])).map(({ alg, state }: { alg: string; state: string }) => `${alg} ${state}`);
    expect(states.toSorted()).toEqual(['ES256 pending', 'ES256 signing', 'RS256 pending', 'RS256 signing']);
    expect(await line().run(['keys', 'rotate'])).toMatchObject({ code: 1, out: '', err: expect.stringContaining('--force is needed') });
    expect(await json(['keys', 'rotate', '--force'])).toHaveLength(6);
  });

  test('people read tables, and sentences about what was done', async () => {
    const made = await line().run(['organisation', 'add', 'acme', '--name', 'Acme']);
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^Made organisation Acme: acme \(.+\)\.\n$/) });
    const { out } = await line().run(['organisation', 'list']);
    expect(out).toMatch(/^PORTAL {2}NAME {2}STATE {3}LANGUAGES {2}ID\nacme {4}Acme {2}active {2}nl,en {6}[\w-]{36}\n$/);
    expect((await line().run(['organisation', 'list', '--json'])).out).toMatch(/^\[\n\{.*\}\n\]\n$/);
    expect((await line().run(['client', 'list', '--json'])).out).toBe('[]\n');
  });
});

describe('what cannot be done', () => {
  test('all faults are said at once, each with the option it belongs to, and the exit code is 1', async () => {
    const words = [
      'organisation',
      'add',
      'api',
      '--colour',
      'red',
      '--logo',
      'none.png',
      '--policy',
      'passwordLength=2',
      '--policy',
      'expiry=90',
      '--contact-email',
      'x',
    ];
    const missing = await line().run(words);
    expect(missing).toMatchObject({ code: 1, out: '', err: '--logo cannot be read: none.png (ENOENT) (unknown)\n' });
    const said = await line().run(words.filter((word) => !/logo|none/.test(word)));
    expect([said.code, said.out]).toEqual([1, '']);
    expect(
      said.err
        .trim()
        .split('\n')
        .map((fault) => fault.split(/ (?:is|must|Too)/)[0])
        .toSorted(),
    ).toEqual(['--colour', '--contact-email', '--name', '--policy expiry', '--policy passwordLength', 'PORTAL']);
  });

  test('with --json the faults are JSON too', async () => {
    const { code, err } = await line().run(['organisation', 'add', 'a', '--name', 'Acme', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(err)).toEqual({ faults: [{ field: 'portal', option: 'PORTAL', code: 'invalid', detail: expect.any(String) }] });
  });

  test('a registration that is not JSON is refused', async () => {
    const said = await line().run(['client', 'add', '--json', '-'], '{"redirect_uris": [');
    expect(said).toMatchObject({ code: 1, out: '', err: expect.stringContaining('"option": "--json"') });
  });

  test.each([
    [['organisation', 'add'], 'PORTAL missing'],
    [['account', 'add', 'acme'], 'USERNAME missing'],
    [['account', 'list', 'acme', 'globex'], 'too many words: globex'],
    [['organisation', 'list', '--colour', 'red'], "Unknown option '--colour'"],
    [['organisation', 'remove'], 'There is no organisation remove.'],
    [['portal', 'list'], 'There is no portal.'],
    [[], 'Subjects'],
    [['keys'], 'Commands'],
  ])('%j is not understood: exit code 2 and the help that fits', async (words, reason) => {
    const said = await line().run(words);
    expect(said).toMatchObject({ code: 2, out: '' });
    expect(said.err).toContain(reason);
    expect(said.err).toContain('Usage: npm run voordeur --');
  });

  test.each([
    ['a file that cannot be', { VOORDEUR_DATABASE: `sqlite:${import.meta.filename}/voordeur.db` }],
    ['a server that is not there', { VOORDEUR_DATABASE: 'postgres://nobody@127.0.0.1:9/none', VOORDEUR_KEYRING: KEYRING }],
  ])('a database that does not answer, %s, is exit code 3, and is said in one line that no other program reads', async (_what, env) => {
    const said = await line().runWith(env, ['organisation', 'list', '--json']);
    expect(said).toMatchObject({ code: 3, out: '' });
    expect(said.err.trim().split('\n')).toHaveLength(1);
  });
});

describe('help', () => {
  test('every level says what there is, and exits with 0', async () => {
    const all = await line().run(['--help']);
    expect(all).toMatchObject({ code: 0, err: '' });
    for (const subject of ['organisation', 'account', 'client', 'resource', 'keys'])
      expect(all.out).toMatch(new RegExp(`^ {2}${subject} `, 'm'));
    expect((await line().run(['account', '--help'])).out).toMatch(/add PORTAL USERNAME.*\n.*list PORTAL.*\n.*set PORTAL USERNAME/);
    const command = await line().run(['organisation', 'set', '--help']);
    expect(command).toMatchObject({ code: 0, err: '' });
    expect(command.out).toMatch(/--\[no-\]logo FILE .*PNG/);
  });

  test('help needs no installation', async () => {
    expect(await line().runWith({ VOORDEUR_DATABASE: 'nonsense' }, ['account', 'add', '--help'])).toMatchObject({ code: 0 });
  });
});
