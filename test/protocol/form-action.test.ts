import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { authorize, signOutUrl } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Answer, Visitor } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme');
  await world.person('acme', 'Anna');
  app = await world.relyingParty('third', {
    first_party: false,
    redirect_uris: ['https://third.example/callback'],
    post_logout_redirect_uris: ['https://bye.example/out'],
  });
});

afterAll(() => world.close());

/** The one `form-action` of a page, which may have one policy only. */
function formAction(page: Answer): string {
  const policies = (page.headers.get('content-security-policy') ?? '').split(';').map((part) => part.trim());
  const found = policies.filter((part) => part.startsWith('form-action'));
  expect(found).toHaveLength(1);
  return found[0] ?? '';
}

test('§9.9 the sign-in page lets its form lead on to the application’s origin, and to no other', async () => {
  const { answer } = await authorize(app, { portal: 'acme' });
  expect(formAction(answer)).toBe("form-action 'self' https://third.example");
});

test('§9.9 after a wrong password the sign-in page still lets its form lead on to the application', async () => {
  const { answer, visitor } = await authorize(app, { portal: 'acme' });
  const again = await visitor.submit(answer, { username: 'Anna', password: 'something else entirely' });
  expect(formAction(again)).toBe("form-action 'self' https://third.example");
});

test('§9.9 the consent page lets its form lead on to the application’s origin, and to no other', async () => {
  const { answer, visitor } = await authorize(app, { portal: 'acme' });
  const consent = await visitor.submit(answer, { username: 'Anna', password: PASSWORD }, app.isCallback);
  expect(new URL(consent.url).pathname).toMatch(/\/consent$/);
  expect(formAction(consent)).toBe("form-action 'self' https://third.example");
});

test('§9.9 the sign-out page lets its form lead on to where the application wants the person, and to no other', async () => {
  const own = await world.relyingParty('own');
  const { visitor } = await signIn(own, 'Anna', { portal: 'acme' });
  const page = await visitor.open(signOutUrl(app, { client_id: 'third', post_logout_redirect_uri: 'https://bye.example/out' }));
  expect(formAction(page)).toBe("form-action 'self' https://bye.example");
});

test('§9.9 the portal finder with a waiting request lets its form lead on, for the person may be signed in already', async () => {
  const { answer } = await authorize(app, {});
  expect(new URL(answer.url).pathname).toBe('/');
  expect(formAction(answer)).toBe("form-action 'self' https://third.example");
});

test('§9.9 a native application’s own scheme stands in form-action', async () => {
  const native = await world.relyingParty('native', {
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    redirect_uris: ['com.example.app:/callback'],
  });
  expect(formAction((await authorize(native, { portal: 'acme' })).answer)).toBe("form-action 'self' com.example.app:");
});

test('settled 14: a page of ours alone lets its forms lead nowhere else, and no page allows an inline script or a frame', async () => {
  const page = await new Visitor().open(`${world.url}/`);
  expect(formAction(page)).toBe("form-action 'self'");
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).not.toContain('unsafe');
  for (const part of ["default-src 'none'", "frame-ancestors 'none'", "font-src 'none'", "base-uri 'none'"]) expect(policy).toContain(part);
});
