// What the README tells people to type, typed: its commands, its registration and its app, as they are printed. Only the
// ports are others, since the ones of the README may be in use here.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startServer } from '../kit/server.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';
import { freePort } from '../kit/world.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

let folder: string;
let blocks: readonly { readonly language: string; readonly text: string }[];
let environment: Record<string, string>;
let ports: { readonly product: number; readonly app: number };
const running: { stop(): Promise<unknown> }[] = [];

beforeAll(async () => {
  // Inside the checkout, so that the app finds its library as the README promises.
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  folder = await mkdtemp(join(ROOT, '.cache', 'readme-'));
  ports = { product: await freePort(), app: await freePort() };
  const readme = (await readFile(join(ROOT, 'README.md'), 'utf8'))
    .replaceAll('localhost:3000', `localhost:${ports.product}`)
    .replaceAll('localhost:4000', `localhost:${ports.app}`)
    .replaceAll('listen(4000', `listen(${ports.app}`);
  blocks = [...readme.matchAll(/^```(\w+)\n(.*?)^```/gms)].map(([, language = '', text = '']) => ({ language, text }));
  environment = {
    PATH: process.env['PATH'] ?? '',
    VOORDEUR_ISSUER: `http://localhost:${ports.product}`,
    VOORDEUR_PORT: String(ports.product),
    VOORDEUR_PRIVATE_PORT: '0',
    VOORDEUR_DATABASE: `sqlite:${join(folder, 'voordeur.sqlite')}`,
  };
});

afterAll(async () => {
  for (const each of running.reverse()) await each.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The only block of a language that holds these words. */
function block(language: string, words: string): string {
  const found = blocks.filter((each) => each.language === language && each.text.includes(words));
  if (found.length !== 1) throw new Error(`the README has ${found.length} ${language} blocks with «${words}»`);
  return found[0]?.text ?? '';
}

/** Types a block of commands. `npm run voordeur --` is left out of it, since it would install packages. */
async function type(words: string): Promise<string> {
  const command = `'${process.execPath}' '${join(ROOT, 'src', 'commands', 'main.ts')}'`;
  const script = block('sh', words).replaceAll('npm run voordeur --', command);
  return (await run('sh', ['-euc', script], { cwd: folder, env: environment })).stdout;
}

async function startApp(secret: string): Promise<string> {
  await writeFile(join(folder, 'exam.mjs'), block('js', 'openid-client'));
  const child = spawn(process.execPath, ['exam.mjs'], { cwd: folder, env: { ...environment, CLIENT_SECRET: secret }, stdio: 'ignore' });
  const ended = once(child, 'exit');
  running.push({
    stop: async () => {
      child.kill();
      await ended;
    },
  });
  const address = `http://localhost:${ports.app}/`;
  const answers = () =>
    fetch(address).then(
      () => true,
      () => false,
    );
  while (child.exitCode === null && !(await answers()));
  return address;
}

test('the README’s commands make an installation, and its app signs a person in and out with it', async () => {
  expect(await type('organisation add')).toMatch(/Made organisation Acme Assessments.*Made account Anna\.Smit, active/s);
  await writeFile(join(folder, 'exam.json'), block('json', 'client_id'));
  const { client_secret: secret } = JSON.parse(await type('client add'));
  running.push(await startServer(environment, ports.product));
  const app = await startApp(secret);
  const visitor = new Visitor();
  const page = await visitor.open(`${app}login`);
  expect(wordsOf(page)).toContain('Sign in to Acme Assessments');
  const arrived = await visitor.submit(page, { username: 'Anna.Smit', password: 'vier paarden in de wei' });
  expect(arrived.text).toContain('Anna Smit of Acme Assessments, urn:voordeur:acr:1');
  const logout = /href="([^"]+)">Log out/.exec(arrived.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  expect((await visitor.open(logout)).url).toBe(app);
  // From the portal's own address the app begins, and the session is over: the page asks again.
  expect(wordsOf(await visitor.open(`http://localhost:${ports.product}/acme`))).toContain('Sign in to Acme Assessments');
  expect(await type('resource add')).toContain('"https://api.acme.example/results"');
});
