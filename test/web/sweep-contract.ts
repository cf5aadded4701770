import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { redeem, redemption } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { formOf, Visitor } from '../kit/visitor.ts';
import { openWorld, type World } from '../kit/world.ts';
import { formLoot } from './forms/loot.ts';
import { goodRequest, type Loot, sweep } from './sweep.ts';

/** The sweep as a test of a product on the given database; it stops at the first seed that finds something. */
export function sweepContract(environment: () => Promise<Record<string, string>>): void {
  let world: World;
  let app: RelyingParty;
  let third: RelyingParty;

  beforeAll(async () => {
    world = await openWorld(await environment());
    for (const portal of ['acme', 'globex']) await world.organisation(portal);
    await world.person('acme', 'Anna', { email: 'anna@example.nl' });
    third = await world.relyingParty('reports', { first_party: false });
    app = await world.relyingParty('spa', { token_endpoint_auth_method: 'none' });
  });

  afterAll(() => world.close());

  test.each([1, 2])(
    'security 1.35: 500 requests of seed %i over every address and field: no 5xx, no silence, no surprise',
    async (seed) => {
      expect(await sweep(await lootOf(world, app, third, `seed-${seed}`), seed, 500)).toEqual([]);
      expect(world.log.filter((line) => line.includes('surprise') || line.includes('"error"'))).toEqual([]);
      // By chance some of it were wrong passwords of hers.
      await world.forgetMisses();
      const signedIn = await signIn(app, 'Anna', { portal: 'acme' });
      expect(await redeem(app, signedIn)).toMatchObject({ status: 200 });
    },
  );
}

/** What somebody who is signed in, and has a second sign-in under way, holds in his hands. */
async function lootOf(world: World, app: RelyingParty, third: RelyingParty, mark: string): Promise<Loot> {
  const { visitor, begun, callback } = await signIn(app, 'Anna', { portal: 'acme' });
  const tokens = (await redeem(app, await signIn(app, 'Anna', { portal: 'acme' }))).body;
  const other = new Visitor();
  const sheet = await other.open((await app.begin({ portal: 'acme' })).url);
  const [signedIn, underWay] = await Promise.all([visitor.jar.getCookieString(world.url), other.jar.getCookieString(sheet.url)]);
  const form = { ...formOf(sheet).fields, username: 'Anna', password: 'wrong horse' };
  const client = { client_id: app.options.clientId };
  const redeeming = { ...client, ...redemption(app, { callback, begun }) };
  const asking = Object.fromEntries(new URL(begun.url).searchParams);
  const requests = [
    goodRequest('GET', '/oidc/auth', asking),
    goodRequest('GET', '/oidc/auth', { ...asking, claims: '{"id_token":{"acr":null}}', max_age: 60, prompt: 'none' }, signedIn),
    goodRequest('GET', '/oidc/auth', { ...asking, acr_values: 'urn:voordeur:acr:1', id_token_hint: tokens['id_token'] }, signedIn),
    goodRequest('POST', '/oidc/auth', { ...asking, response_mode: 'form_post', ui_locales: 'nl en' }),
    goodRequest('POST', '/oidc/par', { ...asking, ...client }),
    goodRequest('POST', '/oidc/token', redeeming),
    goodRequest('POST', '/oidc/token', { ...client, grant_type: 'refresh_token', refresh_token: tokens['refresh_token'], scope: 'openid' }),
    goodRequest('POST', '/oidc/introspection', { ...client, token: tokens['access_token'], token_type_hint: 'access_token' }),
    goodRequest('POST', '/oidc/revocation', { ...client, token: tokens['access_token'] }),
    goodRequest('POST', '/oidc/userinfo', { access_token: tokens['access_token'] }),
    goodRequest('GET', '/oidc/session/end', { id_token_hint: tokens['id_token'], portal: 'acme', state: 's', ...client }, signedIn),
    goodRequest('POST', '/oidc/session/end/confirm', { xsrf: 'x', logout: 'yes' }, signedIn),
    goodRequest('POST', new URL(sheet.url).pathname, form, underWay),
    goodRequest('POST', '/', { csrf: form['csrf' as keyof typeof form], portal: 'acme', pending: 'Y2xpZW50X2lkPXNwYQ' }, underWay),
    goodRequest('POST', '/sign-out', { csrf: form['csrf' as keyof typeof form], portal: 'all' }, signedIn),
    goodRequest('GET', '/', { pending: 'Y2xpZW50X2lkPXNwYSZyZWRpcmVjdF91cmk9aHR0cDovL2xvY2FsaG9zdDo5', lang: 'nl' }),
    goodRequest('GET', '/sign-in/done', { state: 'acme', code: 'x' }),
  ];
  const forms = await formLoot(world, app, third, mark);
  requests.push(...forms.requests);
  const values = [...new Set(requests.flatMap(({ fields }) => fields.map(([, value]) => value)))];
  const cookies = [signedIn, underWay, ...forms.cookies];
  const uids = [sheet.url.split('/').at(-2) ?? '', ...forms.uids];
  const { tickets, pictures } = forms;
  return { origin: world.url, cookies, uids, tickets, pictures, requests, values };
}
