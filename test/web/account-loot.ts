// The forms of "My account" as good requests, to be bent.
import { linkIn, takeMail } from '../kit/mailbag.ts';
import { formOf, Visitor } from '../kit/visitor.ts';
import { PASSWORD, type World } from '../kit/world.ts';
import type { OpenForm } from './renewal-loot.ts';
import { goodRequest, type Loot } from './sweep.ts';

/** Each form with what somebody types in it, and what the good request comes to. */
export interface AccountForm extends OpenForm {
  readonly name: string;
  /** A field of its own to bend. */
  readonly bend: string;
  /** Words of the page that the good request leads to. */
  readonly comesTo: string;
}

/** Somebody new at acme before every form of the account. `acme` speaks English. */
export async function accountForms(world: World, username: string): Promise<readonly AccountForm[]> {
  const { id } = await world.person('acme', username, { email: `${username}@example.nl`, givenName: 'Kees' });
  const { store } = world.app.installation;
  const now = world.clock.now();
  await store.ports.consents.record({ accountId: id, clientId: 'reports', scopes: ['openid'], claims: [], resources: {}, givenAt: now });
  const visitor = await signedIn(world, username);
  await signedIn(world, username);
  const open = (place: string) => visitor.open(`${world.url}/acme/account${place}`);
  const email = await open('/email');
  await visitor.submit(email, { email: `${username}-new@example.nl` });
  const letters = await takeMail(world);
  const toNew = letters.find(({ to }) => to === `${username}-new@example.nl`);
  if (!toNew) throw new Error('no link to the new address');
  const sessions = await open('/sessions');
  const [other] = /name="session" value="([^"]+)"/.exec(sessions.text)?.slice(1) ?? [];
  return [
    { name: 'profile', visitor, page: await open(''), typed: { language: 'en' }, bend: 'given-name', comesTo: 'has been saved' },
    { name: 'sessions', visitor, page: sessions, typed: { session: other ?? '' }, bend: 'session', comesTo: 'Logged out on' },
    { name: 'apps', visitor, page: await open('/apps/withdraw?app=reports'), typed: {}, bend: 'app', comesTo: 'has been withdrawn' },
    {
      name: 'email',
      visitor,
      page: email,
      typed: { email: `${username}-third@example.nl` },
      bend: 'email',
      comesTo: 'You want to change to',
    },
    {
      ...{ name: 'the link to a new address', visitor, page: await visitor.open(linkIn(toNew).address), typed: { do: 'confirm' } },
      ...{ bend: 'do', comesTo: 'does not work any more' },
    },
  ];
}

async function signedIn(world: World, username: string): Promise<Visitor> {
  const visitor = new Visitor();
  await visitor.submit(await visitor.open(`${world.url}/acme`), { username, password: PASSWORD });
  return visitor;
}

/** All of them as loot. */
export async function accountLoot(world: World, username: string): Promise<Pick<Loot, 'cookies' | 'requests'>> {
  const forms = await accountForms(world, username);
  const requests = await Promise.all(
    forms.map(async ({ visitor, page, typed }) => {
      const cookie = await visitor.jar.getCookieString(page.url);
      return goodRequest('POST', new URL(formOf(page).action).pathname, { ...formOf(page).fields, ...typed }, cookie);
    }),
  );
  const cookie = requests[0]?.cookie;
  const reads = [
    goodRequest('GET', '/acme/account/apps/withdraw', { app: 'reports' }, cookie),
    goodRequest('GET', '/acme/account/history', { page: '2' }, cookie),
    goodRequest('GET', '/acme/account/data.json', { lang: 'x' }, cookie),
    goodRequest('GET', '/account', { lang: 'x' }, cookie),
  ];
  return { requests: [...requests, ...reads], cookies: requests.flatMap((request) => request.cookie ?? []) };
}
