// Somebody goes by everything of the second step and of the account that a log must not know, over the wire, and by what
// clumsy hands make of it. Owns the walk; what is looked for, and where, is the test's.
import { systemClock } from '../../src/kernel/clock.ts';
import { codeAt, secretOn } from '../kit/authenticator.ts';
import { newDevice } from '../kit/authenticator-device.ts';
import { askedPasskey, sendAnswer } from '../kit/passkeys.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { codesOn } from '../kit/second-step/app.ts';
import { type Halfway, halfway, typeCode, wayOf } from '../kit/second-step/halfway.ts';
import { wrongOf } from '../kit/second-step/mailed.ts';
import { type Answer, Visitor } from '../kit/visitor.ts';

/** Who walks, and how their mail is come by. The portal asks two steps of everybody, by every method, and trusts browsers. */
export interface Walk {
  readonly app: RelyingParty;
  readonly portal: string;
  readonly person: { readonly id: string; readonly username: string };
  /** The address that the person wants to have in the end. */
  readonly wanted: string;
  /** What this pattern finds first in the mails, waited for. */
  readonly mailed: (pattern: RegExp) => Promise<string>;
}

interface Walking extends Walk {
  readonly origin: string;
  readonly keep: (...secrets: string[]) => void;
}

/** Walks, and returns everything that is secret of it: codes that were sent, typed and shown, keys, challenges, tokens of links and cookies. */
export async function secondStepSecrets(walk: Walk): Promise<ReadonlySet<string>> {
  const secrets = new Set<string>();
  const keep = (...found: string[]) => {
    for (const each of found) secrets.add(each);
  };
  const walking = { ...walk, origin: new URL(walk.app.options.issuer).origin, keep };
  const { visitor, codes, key } = await enrolled(walking);
  const device = await passkeyAdded(walking, visitor);
  await addressChanged(walking, visitor);
  await bySecond(walking, device, codes, key);
  await misplaced(walking, visitor, [key, ...codes.slice(0, 2)]);
  return secrets;
}

const atPortal = ({ app, portal, person }: Walking, request: Record<string, string> = {}): Promise<Halfway> =>
  halfway(app, person.username, { portal, ...request });

/** By a mailed code to an app, and the recovery codes that come with it. */
async function enrolled(walking: Walking) {
  const { app, keep } = walking;
  const { visitor, page } = await atPortal(walking, { acr_values: 'urn:voordeur:acr:2' });
  const code = await walking.mailed(/\b([A-Z]{2}-\d{6})\b/);
  keep(code, code.slice(3), wrongOf(code), wrongOf(code).slice(3));
  const wrong = await typeCode(app, { visitor, page }, wrongOf(code));
  const setUp = await typeCode(app, { visitor, page: await visitor.submit(wrong, { do: 'resend' }) }, ` ${code.replace('-', ' ')}`);
  const key = secretOn(setUp);
  keep(key, key.toLowerCase(), key.replace(/(.{4})(?=.)/g, '$1 '), 'otpauth:');
  const [miss, right] = [codeAt(key, systemClock.now(), 40), codeAt(key, systemClock.now())];
  keep(miss, right);
  const toSave = await typeCode(app, { visitor, page: await typeCode(app, { visitor, page: setUp }, miss) }, right);
  const codes = codesOn(toSave);
  keep(...codes, ...codes.map((each) => each.replaceAll('-', '')));
  await visitor.open(`${toSave.url}/codes.txt`);
  const end = await visitor.submit(await visitor.submit(toSave, {}), { saved: 'yes' }, app.isCallback);
  if (!app.isCallback(end.url)) throw new Error(`nobody got in: ${end.url}`);
  return { visitor, codes, key };
}

async function passkeyAdded({ origin, portal, person, keep }: Walking, visitor: Visitor) {
  const device = newDevice({ origin, accountId: person.id });
  const page = await visitor.open(`${origin}/${portal}/account/passkeys/add`);
  const challenge = askedPasskey(page)?.challenge ?? '';
  const answer = device.make(challenge);
  keep(challenge, ...texts(answer), device.id);
  await sendAnswer(visitor, page, answer.slice(1), { name: 'Laptop' });
  const added = await visitor.follow(await sendAnswer(visitor, await visitor.open(page.url), answer, { name: 'Laptop' }));
  if (!added.text.includes('Laptop')) throw new Error(`no passkey was added: ${added.url}`);
  return device;
}

/** What an answer of a passkey holds: texts long enough to be told from any other. */
const texts = (answer: string): string[] =>
  Object.values(JSON.parse(answer).response).filter((part) => String(part).length > 30) as string[];

async function addressChanged({ origin, portal, wanted, mailed, keep }: Walking, visitor: Visitor): Promise<void> {
  const email = await visitor.open(`${origin}/${portal}/account/email`);
  await visitor.submit(email, { email: wanted });
  for (const place of ['new-address', 'old-address']) {
    const token = await mailed(new RegExp(`/${portal}/${place}/([\\w-]{43})`));
    keep(token);
    const link = `${origin}/${portal}/${place}/${token}`;
    for (const address of [`${link}x`, `${link}/`, `${link}?email=${wanted}`]) await new Visitor({ referer: link }).open(address);
    await visitor.send(link, { method: 'POST', body: new URLSearchParams({ do: 'confirm' }) });
    await visitor.submit(await visitor.open(link), { do: 'confirm' });
  }
}

/** Once more by each: the passkey, in a browser that is trusted from then on; the app's next code; a recovery code, after a wrong one. */
async function bySecond(walking: Walking, device: ReturnType<typeof newDevice>, codes: readonly string[], key: string): Promise<void> {
  const { app, origin, portal, keep } = walking;
  const at = (page: Answer, way: string) => page.url.replace(/[\w-]+$/, way);
  const first = await atPortal(walking);
  const page = await first.visitor.open(at(first.page, 'passkey'));
  const challenge = askedPasskey(page)?.challenge ?? '';
  const answer = device.use(challenge);
  keep(challenge, ...texts(answer));
  await first.visitor.follow(await sendAnswer(first.visitor, page, answer, { trust: 'yes' }), app.isCallback);
  const cookies = Object.entries(await first.visitor.cookies(`${origin}/${portal}`));
  const trusted = cookies.find(([name]) => name.includes('trusted'))?.[1];
  if (trusted === undefined) throw new Error('the browser is not trusted');
  keep(trusted);
  for (const [way, typed] of [
    ['totp', codeAt(key, systemClock.now(), 1)],
    ['recovery-code', codes[3] ?? ''],
  ] as const) {
    const { visitor, page } = await atPortal(walking);
    const spoilt = typed.replace(/.$/, (last) => (last === 'X' ? 'Y' : 'X'));
    const wrong = await typeCode(app, { visitor, page: await visitor.open(at(page, way)) }, spoilt);
    keep(typed);
    const end = await typeCode(app, { visitor, page: wrong }, typed);
    if (wayOf(end) !== 'callback') throw new Error(`${way} did not let in: ${end.url}`);
  }
}

/** Secrets in addresses, where they do not belong. */
async function misplaced({ origin, portal, wanted }: Walking, visitor: Visitor, secrets: readonly string[]): Promise<void> {
  for (const each of [...secrets, wanted]) {
    const text = encodeURIComponent(each);
    for (const place of [`two-step/remove?kind=app&id=${text}`, `two-step/${text}`, `email?email=${text}`]) {
      await visitor.send(`${origin}/${portal}/account/${place}`, { headers: { 'user-agent': each, referer: `${origin}/${text}` } });
    }
  }
}
