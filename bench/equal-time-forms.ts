// Equal time of the forms that anybody may send (`settled.md` 42, 76): whether the answer to "I forgot …" tells by its time
// what kind of account there is. As with sign-ins: one visitor at a time, from a network of its own, the kinds interleaved.
import { challenges } from '../src/crypto/challenges.ts';
import { parseKeyring } from '../src/crypto/keyring.ts';
import { minutes } from '../src/kernel/duration.ts';
import { openDatabase } from '../src/store/store.ts';
import type { RunningCandidate } from './candidates.ts';
import { Browser } from './driver/browser.ts';
import { newAddress } from './driver/person.ts';
import { median, sameTime } from './figures.ts';
import { ISSUER, PORTAL } from './plan.ts';
import { addPeople, asOperator } from './product.ts';

const FORM_KINDS = ['known', 'unknown', 'suspended', 'not activated', 'bounced'] as const;
type Kind = (typeof FORM_KINDS)[number];

/** The forms, each with the field that says who is meant, and whether that is an address. */
const FORMS = [
  { name: 'forgot-password', address: `/${PORTAL}/forgot-password`, field: 'username', more: {} },
  { name: 'activate', address: `/${PORTAL}/activate`, field: 'username', more: {} },
  { name: 'forgot-username', address: `/${PORTAL}/forgot-username`, field: 'email', more: {} },
  { name: 'code', address: `/${PORTAL}/code`, field: 'username', more: { code: '0000-0000' } },
  { name: 'which-portal', address: '/sign-in/which-portal', field: 'email', more: {} },
] as const;

/** Samples before those that count. */
const LEAD_IN = 10;
/** Accounts of each kind. */
const ACCOUNTS = 20;
/** As hard as the product's own; reading the picture does not depend on it. */
const DIFFICULTY = { iterations: 1000, tries: 150 };

const nameOf = (kind: Kind, at: number) => `form-${kind.replaceAll(' ', '-')}.${at % ACCOUNTS}`;
const mailOf = (name: string) => `${name}@bench.test`;

/** Makes the accounts, each with an address; those of kind `bounced` have one that mail came back from. */
export async function seedFormKinds(environment: Readonly<Record<string, string>>): Promise<void> {
  const namesOf = (kind: Kind) => Array.from({ length: ACCOUNTS }, (_, at) => nameOf(kind, at));
  await asOperator(environment, async (installation) => {
    await addPeople(installation, namesOf('known'), 'active', mailOf);
    await addPeople(installation, namesOf('suspended'), 'suspended', mailOf);
    await addPeople(installation, namesOf('not activated'), 'invited', mailOf);
    await addPeople(installation, namesOf('bounced'), 'active', mailOf);
    const { store, acting } = installation;
    for (const name of namesOf('bounced')) {
      const now = acting.clock.now();
      await store.ports.outbox.post(
        { organisation: undefined, to: mailOf(name), locale: 'nl', mail: { kind: 'account-closed', promised: 'user-names' } },
        now,
      );
      const held = await store.ports.outbox.take(now, minutes(1));
      if (held) await store.ports.outbox.notHandedOver(held, { state: 'bounced', stop: true, reason: 'no-such-address' }, now);
    }
  });
}

/** Median times by form and kind, in milliseconds, with the kinds that can be told. */
export interface FormTimes {
  readonly rows: string[][];
  readonly told: readonly string[];
}

/** Takes `samples` of each kind at each form. */
export async function sampleForms(product: RunningCandidate, databaseUrl: string, keyring: string, samples: number): Promise<FormTimes> {
  const pictures = challenges(parseKeyring(keyring), DIFFICULTY);
  const database = await openDatabase({ url: databaseUrl, pool: 1 });
  const rows: string[][] = [];
  const told: string[] = [];
  try {
    for (const form of FORMS) {
      const times = new Map<Kind, number[]>(FORM_KINDS.map((kind) => [kind, []]));
      for (let row = -LEAD_IN; row < samples; row += 1) {
        await database.run('delete from counter');
        for (const kind of inTurn(row)) {
          const time = await submit(product, pictures, form, nameOf(kind, row + LEAD_IN));
          if (row >= 0) times.get(kind)?.push(time);
        }
      }
      const known = times.get('known') ?? [];
      rows.push([form.name, ...FORM_KINDS.map((kind) => median(times.get(kind) ?? []).toFixed(2))]);
      told.push(...FORM_KINDS.filter((kind) => !sameTime(times.get(kind) ?? [], known)).map((kind) => `${kind} at ${form.name}`));
    }
  } finally {
    await database.close();
  }
  return { rows, told };
}

/** Names of the columns. */
export const FORM_HEAD = ['answer to a form, median ms', ...FORM_KINDS];

async function submit(
  { target }: RunningCandidate,
  pictures: ReturnType<typeof challenges>,
  { address, field, more }: (typeof FORMS)[number],
  name: string,
): Promise<number> {
  const browser = new Browser(target, newAddress());
  const page = await browser.open(ISSUER + address);
  if (typeof page === 'string') throw new Error(`no form: ${page}`);
  const id = /name="challenge" value="([^"]+)"/.exec(page.text())?.[1] ?? '';
  const captcha = pictures.open(id, 'forgot', browser.cookie('__Host-voordeur_browser') ?? '')?.code;
  if (captcha === undefined) throw new Error('a challenge of somebody else');
  const typed = { [field]: field === 'email' ? mailOf(name) : name, captcha, ...more };
  const begun = performance.now();
  const answer = await browser.submit(page, typed);
  const time = performance.now() - begun;
  if (answer.status !== ('code' in more ? 200 : 303))
    throw new Error(`${name} at ${address}: ${answer.status} ${answer.text().slice(0, 500)}`);
  return time;
}

/** Another kind first in each row, so that none always follows the same one. */
function inTurn(row: number): Kind[] {
  const first = (row + LEAD_IN) % FORM_KINDS.length;
  return [...FORM_KINDS.slice(first), ...FORM_KINDS.slice(0, first)];
}
