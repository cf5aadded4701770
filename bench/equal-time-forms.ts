// Equal time of the forms that anybody may send (`settled.md` 42, 76): whether the answer to "I forgot …" tells by its time
// what kind of account there is. As with sign-ins: one visitor at a time, from a network of its own, the kinds interleaved.
import { challenges } from '../src/crypto/challenges.ts';
import { parseKeyring } from '../src/crypto/keyring.ts';
import type { Store } from '../src/domain/ports.ts';
import { openStore } from '../src/store/store.ts';
import type { RunningCandidate } from './candidates.ts';
import { Browser } from './driver/browser.ts';
import { newAddress } from './driver/person.ts';
import { FORM_KINDS, type Kind, mailOf, typedFor } from './equal-time-kinds.ts';
import { inTurn, type Probe, type ProbeNeeds, pictureOn, timed } from './equal-time-probe.ts';
import { signInProbes } from './equal-time-sign-in.ts';
import { median, sameTime } from './figures.ts';
import { ISSUER, PORTAL } from './plan.ts';

/** The forms, each with the field that says who is meant, and whether that is an address. */
const FORMS = [
  { name: 'forgot-password', address: `/${PORTAL}/forgot-password`, field: 'username' },
  { name: 'activate', address: `/${PORTAL}/activate`, field: 'username' },
  { name: 'forgot-username', address: `/${PORTAL}/forgot-username`, field: 'email' },
  { name: 'code', address: `/${PORTAL}/code`, field: 'username', more: { code: '0000-0000' } },
  { name: 'which-portal', address: '/sign-in/which-portal', field: 'email' },
] as const satisfies readonly Form[];

/** Those of them where a code by mail is measured too: one of a portal and the one of none. The others have it by the same lines. */
const BY_CODE: ReadonlySet<string> = new Set(['forgot-password', 'which-portal']);

interface Form {
  readonly name: string;
  readonly address: string;
  readonly field: 'username' | 'email';
  readonly more?: Readonly<Record<string, string>>;
}

/** Samples before those that count. */
const LEAD_IN = 10;
/** As hard as the product's own; reading the picture does not depend on it. */
const DIFFICULTY = { iterations: 1000, tries: 150 };

/** Median times by probe and kind, in milliseconds, with the kinds that can be told. */
export interface FormTimes {
  readonly rows: string[][];
  readonly told: readonly string[];
}

/** Takes `samples` of each kind at each form. */
export async function sampleForms(product: RunningCandidate, databaseUrl: string, keyring: string, samples: number): Promise<FormTimes> {
  const store = await openStore({ url: databaseUrl, pool: 1 });
  const needs: ProbeNeeds = { product, store, pictures: challenges(parseKeyring(keyring), DIFFICULTY) };
  const rows: string[][] = [];
  const told: string[] = [];
  try {
    for (const probe of [
      ...FORMS.map((form) => sending(needs, form)),
      ...FORMS.filter(({ name }) => name !== 'code').map((form) => onceMore(needs, form)),
      ...FORMS.filter(({ name }) => BY_CODE.has(name)).map((form) => codeByMail(needs, form)),
      ...signInProbes(needs),
    ]) {
      const times = await sampled(store, probe, samples);
      const known = times.get('known') ?? [];
      rows.push([probe.name, ...FORM_KINDS.map((kind) => times.get(kind)).map((each) => (each ? median(each).toFixed(2) : '–'))]);
      told.push(...probe.kinds.filter((kind) => !sameTime(times.get(kind) ?? [], known)).map((kind) => `${kind} at ${probe.name}`));
    }
  } finally {
    await store.close();
  }
  return { rows, told };
}

/** Names of the columns. */
export const FORM_HEAD = ['answer to a form, median ms', ...FORM_KINDS];

async function sampled(store: Store, { kinds, share = 1, prepare, sample }: Probe, samples: number): Promise<ReadonlyMap<Kind, number[]>> {
  const times = new Map<Kind, number[]>(kinds.map((kind) => [kind, []]));
  for (let row = -Math.ceil(LEAD_IN * share); row < samples * share; row += 1) {
    await forgetCounts(store);
    await prepare?.(row + LEAD_IN);
    for (const kind of inTurn(kinds, row + LEAD_IN)) {
      const time = await sample(kind, row + LEAD_IN);
      if (row >= 0) times.get(kind)?.push(time);
    }
  }
  return times;
}

/** A form is filled in and sent, with the picture's code. */
function sending(needs: ProbeNeeds, form: Form): Probe {
  const sample = async (kind: Kind, at: number) => (await send(needs, form, kind, at)).time;
  return { name: form.name, kinds: FORM_KINDS, sample };
}

/** The button of the page after it, once it has been waited for. */
function onceMore(needs: ProbeNeeds, form: Form): Probe {
  const sample = async (kind: Kind, at: number) => {
    const { browser, reply } = await send(needs, form, kind, at);
    const page = await browser.proceed(reply);
    if (typeof page === 'string') throw new Error(`no page after ${form.name}: ${page}`);
    await forgetCounts(needs.store);
    const answer = await timed(() => browser.submit(page, {}));
    const after = await browser.proceed(answer.reply);
    const text = typeof after === 'string' ? '' : after.text();
    if (!text.includes('data-seconds=') || text.includes('id="err"')) throw new Error(`${kind}: not sent again at ${form.name}`);
    return answer.time;
  };
  return { name: `${form.name}, once more`, kinds: FORM_KINDS, sample };
}

async function send(needs: ProbeNeeds, form: Form, kind: Kind, at: number) {
  const { browser, page } = await opened(needs, form);
  const captcha = pictureOn(needs, page.text(), browser, 'forgot');
  const { reply, time } = await timed(() => browser.submit(page, { ...typed(form, kind, at), ...form.more, captcha }));
  if (reply.status !== (form.more ? 200 : 303)) throw new Error(`${kind} at ${form.name}: ${reply.status}`);
  return { browser, reply, time };
}

/** Limits would change the question. */
async function forgetCounts({ ports }: Store): Promise<void> {
  await ports.counters.sweep(Number.MAX_SAFE_INTEGER, 10_000);
}

/** On a form a code for the extra check is asked for. */
function codeByMail(needs: ProbeNeeds, form: Form): Probe {
  const sample = async (kind: Kind, at: number) => {
    const { browser, page } = await opened(needs, form);
    const answer = await timed(() => browser.submit(page, { ...typed(form, kind, at), ...form.more, do: 'mail' }));
    if (answer.reply.status !== 200 || !answer.reply.text().includes('name="mailed"')) throw new Error(`${kind} at ${form.name}: no code`);
    return answer.time;
  };
  return { name: `${form.name}, code by mail`, kinds: FORM_KINDS, sample };
}

function typed({ field }: Form, kind: Kind, at: number): Record<string, string> {
  return { [field]: field === 'email' ? mailOf(kind, at) : typedFor(kind, at) };
}

async function opened({ product }: ProbeNeeds, { address }: Form) {
  const browser = new Browser(product.target, newAddress());
  const page = await browser.open(ISSUER + address);
  if (typeof page === 'string') throw new Error(`no form: ${page}`);
  return { browser, page };
}
