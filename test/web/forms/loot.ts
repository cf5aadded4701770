// Every form as good requests, to be bent by chance, with what else those who have them before them hold in their hands.
import type { RelyingParty } from '../../kit/relying-party.ts';
import { formOf } from '../../kit/visitor.ts';
import type { World } from '../../kit/world.ts';
import { goodRequest, type Loot, type Request } from '../sweep.ts';
import { EVERY_FORM } from './every.ts';
import { goodFields, type OpenForm, placeOf } from './form.ts';
import { openPeople } from './people.ts';

/** Pages of the account that are asked for with something. */
const READS = [
  ['/apps/withdraw', { app: 'reports' }],
  ['/two-step/remove', { kind: 'app', id: 'x' }],
  ['/two-step/rename', { kind: 'passkey', id: 'x' }],
  ['/two-step/codes.txt', { lang: 'x' }],
  ['/history', { page: '2' }],
  ['/data.json', { lang: 'x' }],
] as const;

async function requestOf(form: OpenForm): Promise<Request> {
  const cookie = await form.visitor.jar.getCookieString(form.page.url);
  return goodRequest('POST', new URL(placeOf(form)).pathname, goodFields(form), cookie);
}

/** All of them, of people at portals that `mark` sets apart. */
export async function formLoot(
  world: World,
  app: RelyingParty,
  third: RelyingParty,
  mark: string,
): Promise<Omit<Loot, 'origin' | 'values'>> {
  const people = await openPeople(world, app, third, mark);
  const forms: OpenForm[] = [];
  for (const { open } of Object.values(EVERY_FORM)) forms.push(await open(people));
  const requests = await Promise.all(forms.map(requestOf));
  const { free, aged } = people.portals;
  const owner = await people.strong.visitor.jar.getCookieString(`${world.url}/${free}/account`);
  const reads = READS.map(([place, fields]) => goodRequest('GET', `/${free}/account${place}`, fields, owner));
  const paths = requests.map(({ path }) => path);
  const found = (pattern: RegExp) => [...new Set(paths.flatMap((path) => pattern.exec(path)?.[1] ?? []))];
  const pictures = forms.flatMap(({ page }) => formOf(page).fields['challenge'] ?? []);
  const picture = goodRequest('GET', `/${aged}/captcha/sign-in/${pictures[0]}.png`, { lang: 'nl' }, requests[0]?.cookie);
  return {
    cookies: [...new Set(requests.flatMap(({ cookie }) => cookie ?? []))],
    uids: found(/\/sign-in\/([\w-]{43})\//),
    tickets: found(/\/(?:activate|reset|new-address|old-address)\/([\w-]+)/),
    pictures,
    requests: [...requests, ...reads, goodRequest('GET', '/account', { lang: 'x' }, owner), picture],
  };
}
