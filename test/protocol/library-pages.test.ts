import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { authorize, returned } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Answer, Visitor } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

const LIBRARY = join(import.meta.dirname, '../../node_modules/oidc-provider/lib');

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme');
  for (const name of ['Anna', 'Bram']) await world.person('acme', name);
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());

/** The pages that the library's source holds, as `file function`. */
function libraryPages(): string[] {
  const files = readdirSync(LIBRARY, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
  return files.flatMap((file) => {
    const source = readFileSync(join(LIBRARY, file), 'utf8');
    return [...source.matchAll(/<!doctype html>/gi)].map(({ index }) => {
      const before = [...source.slice(0, index).matchAll(/^(?:export default )?(?:async )?function (\w+)/gm)];
      return `${file} ${before.at(-1)?.[1]}`;
    });
  });
}

const at = (path: string, visitor = new Visitor()) => visitor.open(world.url + path, app.isCallback);
const discovery = async () => JSON.parse((await at('/.well-known/openid-configuration')).text);

/** In our frame, with our style alone, and nothing that every page of the library has. */
function expectOurs(page: Answer): void {
  const html = parse(page.text);
  const styles = html.querySelectorAll('link[rel=stylesheet]').map((link) => link.getAttribute('href'));
  expect([page.url, styles.length > 0, styles.filter((href) => !href?.startsWith('/assets/'))]).toEqual([page.url, true, []]);
  expect(html.querySelectorAll('header.top .brand, main h1')).not.toHaveLength(0);
  expect(page.text).not.toMatch(/X-UA-Compatible|googleapis|<style/);
}

/** Neither announced nor there: what answers is our own page for an address that is none. */
async function expectOff(endpoint: string, path: string): Promise<void> {
  expect(endpoint in (await discovery())).toBe(false);
  const page = await at(path);
  expect(page.status).toBe(404);
  expectOurs(page);
}

async function signedIn(): Promise<Visitor> {
  return (await signIn(app, 'Anna', { portal: 'acme' })).visitor;
}

/** The sign-out before another person's sign-in, which the library draws with its self-submitting form. */
async function anotherPerson(): Promise<Answer> {
  const visitor = await signedIn();
  const { answer } = await authorize(app, { portal: 'acme', prompt: 'login' }, visitor);
  return visitor.submit(answer, { username: 'Bram', password: PASSWORD }, app.isCallback);
}

/** What becomes of each: where it would be seen our page is, or what would draw it is off. */
const INSTEAD: Readonly<Record<string, () => Promise<void>>> = {
  'helpers/defaults.js renderError': async () => expectOurs(await at('/oidc/auth?client_id=nobody')),
  'helpers/defaults.js logoutSource': async () => expectOurs(await at('/oidc/session/end', await signedIn())),
  'helpers/defaults.js postLogoutSuccessSource': async () => expectOurs(await at('/oidc/session/end/success')),
  'helpers/defaults.js userCodeInputSource': () => expectOff('device_authorization_endpoint', '/device'),
  'helpers/defaults.js userCodeConfirmSource': () => expectOff('device_authorization_endpoint', '/device?user_code=ABCD-EFGH'),
  'helpers/defaults.js successSource': () => expectOff('device_authorization_endpoint', '/device/some-uid'),
  'response_modes/form_post.js formPost': async () => {
    const { answer, visitor } = await authorize(app, { portal: 'acme', response_mode: 'form_post' });
    expectOurs(await visitor.submit(answer, { username: 'Anna', password: PASSWORD }, app.isCallback));
    expectOurs(await anotherPerson());
  },
  'response_modes/web_message.js webMessage': async () => {
    expect((await discovery()).response_modes_supported.toSorted()).toEqual(['form_post', 'fragment', 'query']);
    const { answer } = await authorize(app, { portal: 'acme', response_mode: 'web_message' }, await signedIn());
    expect(app.isCallback(answer.url) ? returned(answer)['error'] : answer.status).toBe('unsupported_response_mode');
  },
  'views/layout.js layout': async () => {
    const { answer } = await authorize(app, { portal: 'acme' });
    expect(new URL(answer.url).pathname).toMatch(/^\/acme\/sign-in\//);
    expectOurs(answer);
    const uid = answer.url.split('/').at(-2);
    const page = await at(`/interaction/${uid}`);
    expect(page.status).toBe(404);
    expectOurs(page);
  },
};

test('every page that the library can draw by itself is known here, so that an update that brings one more fails', () => {
  expect(libraryPages().toSorted()).toEqual(Object.keys(INSTEAD).toSorted());
});

test.each(Object.entries(INSTEAD))(
  'settled 14c instead of the library’s own page there is ours, or what would draw it is off: %s',
  (_page, look) => look(),
);
