// Equal time (`settled.md` 42, 76): whether the answer to a name and a wrong password tells by its time what kind of
// account there is. One visitor at a time, every sample from a browser and a network of its own, the kinds interleaved.

import { days } from '../src/kernel/duration.ts';
import { openDatabase } from '../src/store/store.ts';
import type { RunningCandidate } from './candidates.ts';
import { openSignIn } from './driver/person.ts';
import { inTurn } from './equal-time-probe.ts';
import { median, sameTime } from './figures.ts';
import { PASSWORD } from './plan.ts';
import { addPeople, asOperator, haveBounced, requireSingleSignOn, WORK } from './product.ts';

/** Of these the password that is typed is right, and refused all the same. */
const RIGHT = 'single sign-on, right password';

/** Kinds of account that a stranger must not be able to tell apart. */
export const KINDS = ['known', 'unknown', 'suspended', 'not activated', 'single sign-on', RIGHT, 'bounced', 'expired'] as const;
type Kind = (typeof KINDS)[number];

/** Samples of each kind, in milliseconds. */
export type Times = ReadonlyMap<Kind, readonly number[]>;

/** Samples that count, of each kind. */
export const SAMPLES = 300;
/** Samples before them that do not. */
const LEAD_IN = 20;
/** Accounts of each kind: many, so that none has missed often. */
const ACCOUNTS = 40;
/** Age of an expired password, in days. */
const EXPIRED = 91;

const nameOf = (kind: Kind, at: number) => `${kind.replaceAll(/\W+/g, '-')}.${at % ACCOUNTS}`;
const namesOf = (kind: Kind) => Array.from({ length: ACCOUNTS }, (_, at) => nameOf(kind, at));

/** Makes the accounts; names of kind `unknown` are left to be unknown. */
export async function seedKinds(environment: Readonly<Record<string, string>>): Promise<void> {
  await asOperator(environment, async (installation) => {
    await addPeople(installation, namesOf('known'), 'active');
    await addPeople(installation, namesOf('suspended'), 'suspended');
    await addPeople(installation, namesOf('not activated'), 'invited');
    for (const kind of ['single sign-on', RIGHT] as const)
      await addPeople(installation, namesOf(kind), 'active', (username) => `${username}@${WORK}`);
    const bounced = (username: string) => `${username}@bench.test`;
    await addPeople(installation, namesOf('bounced'), 'active', bounced);
    await haveBounced(installation, namesOf('bounced').map(bounced));
    await requireSingleSignOn(installation);
  });
  const then = { now: () => Date.now() - days(EXPIRED) };
  await asOperator(environment, (installation) => addPeople(installation, namesOf('expired'), 'active'), then);
}

/** Takes `samples` of each kind. Misses are forgotten between the rows, since the limits would change the question. */
export async function sampleTimes(product: RunningCandidate, databaseUrl: string, samples = SAMPLES): Promise<Times> {
  const times = new Map<Kind, number[]>(KINDS.map((kind) => [kind, []]));
  const database = await openDatabase({ url: databaseUrl, pool: 1 });
  try {
    for (let row = -LEAD_IN; row < samples; row += 1) {
      await database.run('delete from counter');
      for (const kind of inTurn(KINDS, row + LEAD_IN)) {
        const time = await miss(product, nameOf(kind, row + LEAD_IN), kind === RIGHT ? PASSWORD : 'zes ezels op de dijk');
        if (row >= 0) times.get(kind)?.push(time);
      }
    }
  } finally {
    await database.close();
  }
  return times;
}

/** The kinds whose median is not that of known accounts. */
export function unequal(times: Times): Kind[] {
  const known = times.get('known') ?? [];
  return KINDS.filter((kind) => !sameTime(times.get(kind) ?? [], known));
}

/** Rows of a table: kind, median, and how far it is from a known account's. */
export function timeRows(times: Times): string[][] {
  const known = median(times.get('known') ?? []);
  return KINDS.map((kind) => {
    const value = median(times.get(kind) ?? []);
    return [kind, value.toFixed(2), (value - known).toFixed(2)];
  });
}

async function miss({ target }: RunningCandidate, username: string, password: string): Promise<number> {
  const { browser, page } = await openSignIn(target);
  const begun = performance.now();
  const answer = await browser.submit(page, { username, password });
  const time = performance.now() - begun;
  if (answer.status !== 303 || !answer.headers.location?.includes('/sign-in/')) throw new Error(`${username}: ${answer.status}`);
  return time;
}
