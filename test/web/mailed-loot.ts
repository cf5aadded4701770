// Forms around mailed links as good requests, to be bent: those that ask for mail, the typed code, and what a link opens.
import { days } from '../../src/kernel/duration.ts';
import { codeOn } from '../kit/challenge.ts';
import { issued } from '../kit/issued.ts';
import { formOf, Visitor } from '../kit/visitor.ts';
import type { World } from '../kit/world.ts';
import { goodRequest, type Loot } from './sweep.ts';

/** The forms that ask for mail, with what is typed in them. */
const ASKING = [
  ['/acme/forgot-password', { username: 'Anna' }],
  ['/acme/activate', { username: 'anna@example.nl' }],
  ['/acme/forgot-username', { email: 'anna@example.nl' }],
  ['/acme/code', { username: 'Anna', code: '0000-0000' }],
  ['/sign-in/which-portal', { email: 'anna@example.nl' }],
] as const;

/** All of them as loot; `tickets` are handles and a token that are good. */
export async function mailedLoot(
  world: World,
  username: string,
): Promise<Pick<Loot, 'cookies' | 'requests'> & { tickets: readonly string[] }> {
  const { keyring } = world.app.installation;
  const visitor = new Visitor();
  const requests = [];
  for (const [path, typed] of ASKING) {
    const page = await visitor.open(world.url + path);
    const fields = { ...formOf(page).fields, ...typed, captcha: await codeOn(keyring, page, visitor, 'forgot') };
    requests.push(goodRequest('POST', path, fields, await visitor.jar.getCookieString(page.url)));
  }
  const { id } = await world.person('acme', username, { password: undefined, email: `${username}@example.nl` });
  const tickets: string[] = [];
  for (const ago of [days(15), 0]) {
    const { address } = await issued(world, { id, purpose: 'activation', ago });
    const page = await visitor.open(address);
    const { pathname } = new URL(page.url);
    tickets.push(address.split('/').at(-1) ?? '', pathname.split('/')[3] ?? '');
    const cookie = await visitor.jar.getCookieString(page.url);
    requests.push(goodRequest('POST', pathname, { ...formOf(page).fields, 'new-password': 'kort' }, cookie));
  }
  return { requests, cookies: requests.flatMap(({ cookie }) => cookie ?? []), tickets };
}
