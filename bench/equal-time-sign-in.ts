// Equal time of what a sign-in answers besides "wrong": that a code was mailed, that one must wait, and the miss of which the
// account's owner is told.
import { accountKey, COUNTER_KEYS, LIMITS } from '../src/domain/throttle/limits.ts';
import { seconds } from '../src/kernel/duration.ts';
import { foldedKey } from '../src/kernel/text.ts';
import { openSignIn } from './driver/person.ts';
import { FORM_KINDS, type Kind, nameOf } from './equal-time-kinds.ts';
import { type Probe, type ProbeNeeds, pictureOn, timed } from './equal-time-probe.ts';
import { PORTAL } from './plan.ts';

/** By a user name one account alone is meant. */
const KINDS = FORM_KINDS.filter((kind) => !kind.startsWith('ten'));
/** Longer than the first wait. */
const BEYOND_THE_WAIT = seconds(60);
/** Each answer to who must wait comes after more than half a second, in which a look at the same name elsewhere may turn out right. */
const WAITING = 0.1;
const WRONG = 'zes ezels op de dijk';

/** What is measured. */
export function signInProbes(needs: ProbeNeeds): readonly Probe[] {
  return [
    { name: 'sign-in, code by mail', kinds: KINDS, sample: (kind, at) => codeByMail(needs, kind, at) },
    {
      name: 'sign-in, in its wait',
      kinds: KINDS,
      share: WAITING,
      prepare: (at) => miss(needs, at, 0),
      sample: (kind, at) => waiting(needs, kind, at),
    },
    {
      name: 'sign-in, told “was it you?”',
      kinds: KINDS,
      prepare: (at) => miss(needs, at, BEYOND_THE_WAIT),
      sample: (kind, at) => missing(needs, kind, at),
    },
  ];
}

/** Ten misses on each name, `ago` milliseconds ago, counted where and as the product counts them. */
async function miss({ store }: ProbeNeeds, at: number, ago: number): Promise<void> {
  const organisation = await store.ports.organisations.byPortal(PORTAL);
  if (!organisation) throw new Error(`no portal ${PORTAL}`);
  const keys = KINDS.map((kind) => COUNTER_KEYS.account({ account: accountKey(organisation.id, foldedKey(nameOf(kind, at))) }));
  const { hold, remember } = LIMITS.account;
  for (let count = 0; count < hold.from; count += 1)
    await store.ports.counters.reserve(
      keys.map((key) => ({ key, remember, hold })),
      Date.now() - ago,
    );
}

async function codeByMail({ product }: ProbeNeeds, kind: Kind, at: number): Promise<number> {
  const { browser, page } = await openSignIn(product.target);
  const { reply, time } = await timed(() => browser.submit(page, { username: nameOf(kind, at), do: 'mail' }));
  const shown = await browser.proceed(reply);
  if (typeof shown === 'string' || !shown.text().includes('name="mailed"')) throw new Error(`${kind}: no code was mailed`);
  return time;
}

async function waiting({ product }: ProbeNeeds, kind: Kind, at: number): Promise<number> {
  const { browser, page } = await openSignIn(product.target);
  const { reply, time } = await timed(() => browser.submit(page, { username: nameOf(kind, at), password: WRONG }));
  const shown = await browser.proceed(reply);
  if (typeof shown === 'string' || !/\d+ seconden/.test(shown.text())) throw new Error(`${kind}: nothing to wait for`);
  return time;
}

/** Another picture is asked for first, since the page has none before a name is typed. */
async function missing(needs: ProbeNeeds, kind: Kind, at: number): Promise<number> {
  const { browser, page } = await openSignIn(needs.product.target);
  const typed = { username: nameOf(kind, at), password: WRONG };
  const asked = await browser.proceed(await browser.submit(page, { ...typed, do: 'new-captcha' }));
  if (typeof asked === 'string') throw new Error(`${kind}: no page`);
  const captcha = pictureOn(needs, asked.text(), browser, 'sign-in');
  const { reply, time } = await timed(() => browser.submit(asked, { ...typed, captcha }));
  if (reply.status !== 303 || !reply.headers.location?.includes('/sign-in/')) throw new Error(`${kind}: ${reply.status}`);
  return time;
}
