// What people hold in their hands where a new password is chosen and where the extra check stands: the good requests that
// the sweep bends.
import { agePasswords } from '../kit/aged.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Answer, formOf, Visitor } from '../kit/visitor.ts';
import { PASSWORD, type World } from '../kit/world.ts';
import { goodRequest, type Loot } from './sweep.ts';

/** A form on somebody's screen. */
export interface OpenForm {
  readonly visitor: Visitor;
  readonly page: Answer;
  /** What the person fills in, by the names of the fields. */
  readonly typed: Readonly<Record<string, string>>;
}

const NEXT = { 'new-password': 'vijf ezels op de dijk', 'new-password-again': 'vijf ezels op de dijk', 'keep-blanks': 'yes' };

/** A portal made for one test, whose people have passwords of every age. */
export interface AgedPortal {
  readonly world: World;
  readonly app: RelyingParty;
  readonly portal: string;
}

/** Makes it. */
export async function openAgedPortal(world: World, app: RelyingParty, portal: string): Promise<AgedPortal> {
  await agePasswords(world, portal, { fresh: 0 });
  return { world, app, portal };
}

type Typed = Readonly<Record<string, string>>;

async function afterPassword({ app, portal }: AgedPortal, username: string, typed: Typed): Promise<OpenForm> {
  const visitor = new Visitor();
  const sheet = await visitor.open((await app.begin({ portal })).url);
  return { visitor, page: await visitor.submit(sheet, { username, password: PASSWORD }, app.isCallback), typed };
}

/** A new password after the old one has expired. */
export const newPasswordForm = (at: AgedPortal) => afterPassword(at, 'expired', NEXT);

/** The warning that a password expires soon. */
export const passwordSoonForm = (at: AgedPortal) => afterPassword(at, 'soon', { do: 'later' });

/** A new password of free will. */
export async function changePasswordForm({ world, app, portal }: AgedPortal): Promise<OpenForm> {
  const { visitor } = await signIn(app, 'fresh', { portal });
  return { visitor, page: await visitor.open(`${world.url}/${portal}/account/password`), typed: { 'current-password': PASSWORD, ...NEXT } };
}

/** A sign-in under the extra check, for a name that has missed three times. */
export async function challengedForm({ app, portal }: AgedPortal): Promise<OpenForm> {
  const visitor = new Visitor();
  let page = await visitor.open((await app.begin({ portal })).url);
  for (let at = 0; at < 3; at += 1) page = await visitor.submit(page, { username: 'Nobody', password: 'not this one' });
  return { visitor, page, typed: { username: 'Nobody', password: 'not this one', captcha: 'AAAAAA', work: '1.2.3.4.5.6.7.8' } };
}

/** All of them as loot. */
export async function renewalLoot(at: AgedPortal): Promise<Omit<Loot, 'origin' | 'values' | 'tickets'>> {
  const forms = [await newPasswordForm(at), await passwordSoonForm(at), await changePasswordForm(at), await challengedForm(at)];
  const cookies = await Promise.all(forms.map(({ visitor, page }) => visitor.jar.getCookieString(page.url)));
  const id = formOf(forms.at(-1)?.page as Answer).fields['challenge'] ?? '';
  const requests = forms.map(({ page, typed }, place) =>
    goodRequest('POST', new URL(page.url).pathname, { ...formOf(page).fields, ...typed }, cookies[place]),
  );
  const picture = goodRequest('GET', `/${at.portal}/captcha/sign-in/${id}.png`, { lang: 'nl' }, cookies.at(-1));
  const uids = forms.map(({ page }) => /sign-in\/([^/]+)\//.exec(page.url)?.[1] ?? '').filter((uid) => uid !== '');
  return { cookies, uids, pictures: [id], requests: [...requests, picture] };
}
