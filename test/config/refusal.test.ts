import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusedServer, startServer } from '../kit/server.ts';
import { freePort } from '../kit/world.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'voordeur-refusal-'));
});

afterAll(() => rm(folder, { recursive: true }));

const STACK = /^\s+at /m;

test('security 1.41 a server with a wrong configuration names every fault, one a line, and ends with 1 before it has touched anything', async () => {
  const { code, out, err } = await refusedServer(folder, {
    NODE_ENV: 'production',
    VOORDEUR_ISSUER: 'http://inloggen.acme.nl/',
    VOORDEUR_PORT: 'http',
    VOORDEUR_KEYRING: '{"roots":[{"id":"a","secret":"hush"}]}',
    VOORDEUR_ARGON2_MEMORY_KIB: '1024',
    VOORDEUR_DATABSE: 'sqlite:x',
  });
  expect([code, out]).toEqual([1, '']);
  expect(err.split('\n')).toEqual([
    'the configuration is wrong:',
    '  VOORDEUR_DATABSE is not a variable we know',
    expect.stringMatching('^  VOORDEUR_ISSUER must be '),
    '  VOORDEUR_PORT must be a whole number',
    expect.stringMatching('^  VOORDEUR_ARGON2_MEMORY_KIB must be at least '),
    expect.stringMatching('^  VOORDEUR_KEYRING is wrong: '),
    expect.stringMatching('^  VOORDEUR_DATABASE .*is required in production'),
    expect.stringMatching('^  VOORDEUR_MAIL_FROM must be an address of yours in production'),
    '',
  ]);
  expect(err).not.toMatch(/hush|^\s+at /m);
  expect(await readdir(folder)).toEqual([]);
});

test('settled 64, 68 production refuses to start on nothing but defaults', async () => {
  const { code, err } = await refusedServer(folder, { NODE_ENV: 'production' });
  expect(code).toBe(1);
  expect(err.match(/^ {2}VOORDEUR_\w+/gm)).toEqual([
    '  VOORDEUR_DATABASE',
    '  VOORDEUR_KEYRING',
    '  VOORDEUR_ISSUER',
    '  VOORDEUR_MAIL_FROM',
  ]);
});

test.each([
  ['refuses every connection', async () => `postgres://voordeur:hush@127.0.0.1:${await freePort()}/voordeur`, /ECONNREFUSED/],
  ['has no address', async () => 'postgres://voordeur:hush@db:port/voordeur', /VOORDEUR_DATABASE must be/],
  ['is a file of another kind', async () => `sqlite:${await otherFile()}`, /not a database/],
  ['lies within a file', async () => `sqlite:${await otherFile()}/v.sqlite`, /ENOTDIR/],
])('a server whose database %s says so in a sentence, and ends with 1', async (_what, url, said) => {
  const { code, out, err } = await refusedServer(folder, { VOORDEUR_DATABASE: await url(), VOORDEUR_PORT: String(await freePort()) });
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(said);
  expect(err).not.toMatch(STACK);
  expect(err).not.toContain('hush');
});

async function otherFile(): Promise<string> {
  const path = join(folder, 'letter.txt');
  await writeFile(path, 'Dear diary, this is no database at all. '.repeat(200));
  return path;
}

test.each(['VOORDEUR_PORT', 'VOORDEUR_PRIVATE_PORT'])(
  'a server whose %s is taken says so and ends with 1, instead of serving by half',
  async (name) => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const database = `sqlite:${join(folder, `${name}.sqlite`)}`;
    const ports = { VOORDEUR_PORT: String(await freePort()), VOORDEUR_PRIVATE_PORT: '0', [name]: String(port) };
    const { code, err } = await refusedServer(folder, { VOORDEUR_DATABASE: database, ...ports });
    taken.close();
    expect([code, err]).toEqual([1, expect.stringContaining('EADDRINUSE')]);
    expect(err).not.toMatch(STACK);
  },
);

test('a server that is asked to end does so with 0', async () => {
  const port = String(await freePort());
  const environment = { VOORDEUR_DATABASE: `sqlite:${join(folder, 'end.sqlite')}`, VOORDEUR_PORT: port, VOORDEUR_PRIVATE_PORT: '0' };
  const server = await startServer({ ...environment, VOORDEUR_ISSUER: `http://localhost:${port}` });
  expect((await fetch(`http://localhost:${port}/help`)).status).toBe(200);
  expect(await server.end()).toBe(0);
});
