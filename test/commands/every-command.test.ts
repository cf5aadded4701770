import { describe, expect, test } from '@jest/globals';
import { optionsOf } from '../../src/commands/parse.ts';
import { SUBJECTS } from '../../src/commands/subjects.ts';
import { generateKeyring } from '../../src/crypto/keyring.ts';
import { useInstallation } from './in-process.ts';

const PASSWORD = 'vier paarden in de wei';
const EVERY = SUBJECTS.flatMap((subject) =>
  subject.commands.map((command) => ({ name: `${subject.name} ${command.verb}`, line: [subject.name, command.verb], command })),
);
/** Nobody listens there. */
const NO_DATABASE = { VOORDEUR_DATABASE: 'postgres://nobody@127.0.0.1:9/none', VOORDEUR_KEYRING: JSON.stringify(generateKeyring()) };
/** What stands for the words of a command where it does not matter what they are. */
const wordsOf = (count: number) => Array.from({ length: count }, (_, at) => `word-${at}`);

describe.each(EVERY)('$name (settled 49, 62, 63)', ({ name, line, command }) => {
  const say = useInstallation();
  const broken = useInstallation(NO_DATABASE);

  test('says with --help what it does and every option it has, and exits with 0', async () => {
    const said = await say([...line, '--help']);
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toMatch(new RegExp(`^Usage: npm run voordeur -- ${name} .*\n\n${command.summary}`));
    for (const { name: option, summary } of optionsOf(command)) {
      expect(said.out).toMatch(new RegExp(`--(\\[no-\\])?${option}\\b`));
      expect(said.out).toContain(summary);
    }
  });

  test('does not understand an option it does not have, a word too many or too few: exit code 2 and its help', async () => {
    const enough = wordsOf(command.words.length);
    const lines = [[...enough, '--colourful', 'x'], [...enough, 'more'], ...(enough.length > 0 ? [enough.slice(1)] : [])];
    for (const words of lines) {
      const said = await say([...line, ...words]);
      expect(said).toMatchObject({ code: 2, out: '' });
      expect(said.err).toContain(`Usage: npm run voordeur -- ${name}`);
    }
  });

  test('says in one line that the database does not answer: exit code 3', async () => {
    if (name === 'keys keyring') return expect(await broken(line)).toMatchObject({ code: 0, err: '' });
    const said = await broken([...line, ...wordsOf(command.words.length)]);
    expect(said).toMatchObject({ code: 3, out: '' });
    expect(said.err).toMatch(/^[^\n]+\n$/);
  });
});

describe('what each command does, as JSON for another program and as words for people', () => {
  const say = useInstallation();
  const json = async (line: readonly string[], input?: string) => {
    const said = await say([...line, '--json'], input);
    expect(said).toMatchObject({ code: 0, err: '' });
    return JSON.parse(said.out);
  };
  const words = async (...line: readonly string[]) => {
    const said = await say(line);
    expect(said).toMatchObject({ code: 0, err: '' });
    return said.out;
  };

  test('organisation add, set, list', async () => {
    expect(await json(['organisation', 'list'])).toEqual([]);
    const line = ['organisation', 'add', 'acme', '--name', 'Acme', '--colour', '#123456', '--contact-email', 'help@acme.example'];
    const made = await json([...line, '--languages', 'nl,en', '--policy', 'usernameCase=insensitive', '--policy', 'passwordLength=14']);
    expect(made).toMatchObject({
      portal: 'acme',
      colour: '#123456',
      contactEmail: 'help@acme.example',
      policy: { usernameCase: 'insensitive', passwordLength: 14 },
    });
    expect(made.createdAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    const set = [
      'organisation',
      'set',
      made.id,
      '--portal',
      'acme-noord',
      '--contact-email',
      '',
      '--force-light',
      '--policy',
      'passwordLength=16',
    ];
    const changed = await json(set);
    expect(changed).toMatchObject({ portal: 'acme-noord', forceLight: true, policy: { usernameCase: 'insensitive', passwordLength: 16 } });
    expect(changed.contactEmail).toBeUndefined();
    expect(await json(['organisation', 'set', 'acme', '--no-force-light'])).toMatchObject({ portal: 'acme-noord', forceLight: false });
    const mail = ['--sender-name', 'Toetsteam', '--reply-to', 'team@acme.example'];
    expect(await json(['organisation', 'set', 'acme', ...mail])).toMatchObject({
      policy: { passwordLength: 16, mailSenderName: 'Toetsteam', mailReplyTo: 'team@acme.example' },
    });
    expect(await words('organisation', 'set', 'acme', '--name', 'Acme BV')).toBe(
      `Changed organisation Acme BV: acme-noord (${made.id}).\n`,
    );
    expect(await words('organisation', 'list')).toContain('acme-noord  Acme BV  active  nl,en');
    expect(await json(['organisation', 'list'])).toMatchObject([{ id: made.id, portal: 'acme-noord', name: 'Acme BV' }]);
  });

  test('organisation show', async () => {
    const made = await json(['organisation', 'add', 'shown', '--name', 'Shown', '--policy', 'passwordLength=16']);
    await json(['organisation', 'set', 'shown', '--portal', 'shown-noord']);
    expect(await json(['organisation', 'show', 'shown'])).toMatchObject({
      id: made.id,
      portal: 'shown-noord',
      policy: { passwordLength: 16 },
    });
    expect((await words('organisation', 'show', made.id)).split('\n')).toEqual(
      expect.arrayContaining([`id: ${made.id}`, 'languages: nl,en', 'policy.singleSignOn: off', 'policy.singleSignOnDomains: -']),
    );
    expect(await say(['organisation', 'show', 'nowhere'])).toMatchObject({
      code: 1,
      err: 'PORTAL is not the short name or id of an organisation (unknown)\n',
    });
  });

  test('account add, set, list', async () => {
    expect(await json(['account', 'list', 'acme'])).toEqual([]);
    const invited = await json(['account', 'add', 'acme', 'Jan', '--email', 'Jan@Acme.example', '--given-name', 'Jan', '--locale', 'en']);
    expect(invited).toMatchObject({ username: 'Jan', state: 'invited', role: 'candidate', emailVerified: false, locale: 'en' });
    const active = await json(['account', 'set', 'acme', 'JAN', '--password-stdin', '--email-verified'], `${PASSWORD}\n`);
    expect(active).toMatchObject({ id: invited.id, username: 'Jan', state: 'active', emailVerified: true });
    expect(await words('account', 'reset-two-step', 'acme', 'jan')).toBe('Took the second factors of Jan away.\n');
    for (const state of ['suspended', 'closed', 'active']) {
      expect(await json(['account', 'set', 'acme', 'Jan', '--state', state])).toMatchObject({ state });
    }
    const set = [
      'account',
      'set',
      'acme',
      'Jan',
      '--username',
      'J.Smit',
      '--family-name',
      'Smit',
      '--role',
      'contact',
      '--no-email-verified',
    ];
    expect(await json(set)).toMatchObject({ username: 'J.Smit', familyName: 'Smit', role: 'contact', emailVerified: false });
    expect(await words('account', 'add', 'acme', 'Piet')).toMatch(/^Made account Piet, invited \([\w-]{36}\)\.\n$/);
    expect(await words('account', 'list', 'acme')).toMatch(/^USERNAME .*STATE .*\nJ\.Smit .*active .*contact.*\nPiet .*invited/);
    const listed = await json(['account', 'list', 'acme']);
    expect(listed.map((each: { username: string }) => each.username)).toEqual(['J.Smit', 'Piet']);
    expect(JSON.stringify(listed)).not.toMatch(/argon2|pepper|usernameKey/);
  });

  test('client add, set, list', async () => {
    const registration = JSON.stringify({
      client_id: 'app',
      redirect_uris: ['https://app.example/cb'],
      portals: ['acme'],
      first_party: true,
    });
    const made = await say(['client', 'add', '--name', 'App', '--json', '-'], registration);
    expect(made).toMatchObject({ code: 0, err: '' });
    const { client_secret: first, ...registered } = JSON.parse(made.out);
    expect(registered).toMatchObject({ client_id: 'app', first_party: true, require_pkce: true, state: 'active', secrets: 1 });
    const added = await json(['client', 'set', 'app', '--add-secret']);
    expect([added.secrets, added.client_secret === first]).toEqual([2, false]);
    expect(await json(['client', 'set', 'app', '--drop-old-secrets'])).toMatchObject({ secrets: 1 });
    const changed = await say(['client', 'set', 'app', '--json', '-'], '{"require_pkce":false,"portals":"*"}');
    expect(JSON.parse(changed.out)).toMatchObject({ require_pkce: false, portals: '*', redirect_uris: ['https://app.example/cb'] });
    expect(await words('client', 'set', 'app', '--state', 'suspended', '--name', 'The app')).toBe('Changed The app (app).\n');
    expect(await json(['client', 'list'])).toMatchObject([{ client_id: 'app', client_name: 'The app', state: 'suspended' }]);
    expect(await words('client', 'list')).toMatch(/^CLIENT ID .*\napp +The app +suspended +true +\* +1\n$/);
  });

  test('resource add, set, list', async () => {
    const api = 'https://api.example/results';
    expect(await json(['resource', 'add', api, '--scopes', 'read, write', '--introspected-by', 'app'])).toMatchObject({
      indicator: api,
      scopes: ['read', 'write'],
      format: 'jwt',
      introspectedBy: 'app',
    });
    expect(await json(['resource', 'set', api, '--format', 'opaque', '--introspected-by', ''])).toMatchObject({ format: 'opaque' });
    expect(await words('resource', 'set', api, '--name', 'Results')).toBe(`Changed ${api}.\n`);
    expect(await json(['resource', 'list'])).toMatchObject([{ indicator: api, name: 'Results', format: 'opaque' }]);
    expect(await words('resource', 'list')).toContain('https://api.example/results  Results  opaque  read,write');
  });

  test('keys rotate, list, keyring', async () => {
    expect(await json(['keys', 'list'])).toEqual([]);
    await words('keys', 'rotate');
    const listed = await json(['keys', 'list']);
    expect(listed.map(({ alg, state }: { alg: string; state: string }) => `${alg} ${state}`).sort()).toEqual([
      'ES256 signing',
      'RS256 signing',
    ]);
    const at = await json(['keys', 'rotate', '--now']);
    expect(at.filter(({ state }: { state: string }) => state === 'signing')).toHaveLength(2);
    expect(JSON.stringify([listed, at])).not.toMatch(/sealed|"d"/);
    expect(await words('keys', 'list')).toMatch(/^KID +ALG +STATE +PUBLISHED AT +ACTIVE FROM +RETIRE AT\n/);
    const keyring = await json(['keys', 'keyring']);
    expect(Object.keys(keyring)).toEqual(['roots', 'peppers']);
    expect(JSON.parse(await words('keys', 'keyring'))).not.toEqual(keyring);
  });
});
