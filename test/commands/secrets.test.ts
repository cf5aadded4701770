import { describe, expect, test } from '@jest/globals';
import { useCommandLine } from './command-line.ts';

const line = useCommandLine();
const PASSWORD = 'correct horse battery';

async function json(words: readonly string[]) {
  const said = await line().run([...words, '--json']);
  expect(said).toMatchObject({ code: 0, err: '' });
  return JSON.parse(said.out);
}

test('a wrong environment is refused with every fault, and no value of a secret', async () => {
  const said = await line().runWith({ VOORDEUR_PORT: 'x', VOORDEUR_KEYRING: 'hush', VOORDEUR_TYPO: '1' }, ['organisation', 'list']);
  expect(said).toMatchObject({ code: 1, out: '' });
  expect(said.err).toMatch(/VOORDEUR_TYPO.*\n.*VOORDEUR_PORT/);
  expect((await line().runWith({ VOORDEUR_KEYRING: 'hush' }, ['organisation', 'list'])).err).toBe(
    'the configuration is wrong:\n  VOORDEUR_KEYRING is not JSON\n',
  );
});

test('a keyring is made before there is an installation, and opens one (settled 64)', async () => {
  const { out, code } = await line().runWith({ NODE_ENV: 'production' }, ['keys', 'keyring']);
  expect([code, Object.keys(JSON.parse(out))]).toEqual([0, ['roots', 'peppers']]);
  expect(await line().runWith({ VOORDEUR_KEYRING: out }, ['keys', 'rotate'])).toMatchObject({ code: 0 });
});

describe('passwords and secrets', () => {
  test('a password comes from standard input only, and stands in no output', async () => {
    await json(['organisation', 'add', 'acme', '--name', 'Acme']);
    expect(await line().run(['account', 'add', 'acme', 'jan', '--password', PASSWORD])).toMatchObject({ code: 2 });
    const outputs = [
      await line().run(['account', 'add', 'acme', 'jan', '--password-stdin'], PASSWORD),
      await line().run(['account', 'set', 'acme', 'JAN', '--password-stdin'], `${PASSWORD}\r\n`),
      await line().run(['account', 'set', 'acme', 'jan', '--password-stdin', '--json'], 'horse'),
    ];
    expect(outputs.map(({ code }) => code)).toEqual([0, 1, 1]);
    expect(JSON.stringify(outputs)).not.toContain('horse');
    expect(outputs[1]?.err).toBe('--password-stdin is the present password (unchanged)\n');
  });

  test('a secret is printed once, with a sentence; a second one lives beside it until the first is dropped', async () => {
    const add = await line().run(
      ['client', 'add', '--name', 'Nightly', '--json', '-'],
      '{"client_id":"nightly","grant_types":["client_credentials"]}',
    );
    expect(JSON.parse(add.out)).toMatchObject({ client_secret: expect.stringMatching(/^vds_[\w-]{43}$/), secrets: 1 });
    const second = await line().run(['client', 'set', 'nightly', '--add-secret']);
    expect(second.out).toMatch(/shown this once.*\nvds_[\w-]{43}\n$/);
    const dropped = await json(['client', 'set', 'nightly', '--drop-old-secrets']);
    expect(dropped).toMatchObject({ secrets: 1 });
    expect(JSON.stringify([dropped, await json(['client', 'list'])])).not.toContain('vds_');
  });
});
