import { setTimeout as pause } from 'node:timers/promises';
import { notTried, tryAgain, type Verdict, verdictOn } from '../domain/mail/attempt.ts';
import { codesIn, linksIn } from '../domain/mail/mails.ts';
import type { Carrier, Composer, HandOver, LeasedLetter, MailWork, Outbox } from '../domain/mail/ports.ts';
import { HAND_OVER, OUTAGE_WAITS, WRITING_WAITS } from '../domain/mail/states.ts';
import type { Clock } from '../kernel/clock.ts';
import { seconds } from '../kernel/duration.ts';
import { type MailLog, tellOutage, tellVerdict } from './worker-log.ts';

/** What a worker needs. */
export interface WorkerNeeds {
  readonly outbox: Pick<Outbox, 'take'>;
  readonly work: MailWork;
  readonly composer: Composer;
  readonly carrier: Carrier;
  readonly clock: Clock;
  readonly log: MailLog;
  /** Letters in hand at once. */
  readonly atOnce: number;
  /** Is told what came of each attempt, where somebody counts them; `now` is epoch milliseconds. */
  readonly attempted?: ((held: LeasedLetter, verdict: Verdict | { readonly state: 'lease-lost' }, now: number) => void) | undefined;
  /** Pause between two looks at the outbox, in milliseconds; a second unless something else is asked for. */
  readonly every?: number;
}

/** A worker that hands letters over until it is closed. Several may work on one outbox, in this process or in others. */
export interface MailWorker {
  /** Looks at once, and waits until all that was due has been tried. */
  round(): Promise<void>;
  /** Takes no more, waits for what is in hand, and ends the connections. */
  close(): Promise<void>;
}

/** While nobody can hand anything over, one letter at a time is tried, after growing pauses; none of them loses an attempt by it. */
interface Outage {
  inRow: number;
  until: number;
}

/** Starts one. */
export function startMailWorker(needs: WorkerNeeds): MailWorker {
  const outage: Outage = { inRow: 0, until: 0 };
  const busy = new Set<Promise<void>>();
  let stopped = false;
  let turn: Promise<void> = Promise.resolve();
  const pump = async () => {
    while (!stopped && needs.clock.now() >= outage.until) {
      if (busy.size >= (outage.inRow > 0 ? 1 : needs.atOnce)) {
        await Promise.race(busy);
        continue;
      }
      const held = await needs.outbox.take(needs.clock.now(), HAND_OVER.lease);
      if (!held) return;
      const delivery = deliver(needs, held, outage).finally(() => busy.delete(delivery));
      busy.add(delivery);
    }
  };
  const look = () => {
    turn = turn.then(pump).catch((error: unknown) => needs.log.warn({ error: String(error) }, 'the outbox could not be read'));
    return turn;
  };
  let timer: NodeJS.Timeout;
  const next = () => {
    timer = setTimeout(() => void look().then(() => stopped || next()), needs.every ?? seconds(1)).unref();
  };
  next();
  return {
    round: async () => {
      await look();
      await Promise.all(busy);
    },
    close: async () => {
      stopped = true;
      clearTimeout(timer);
      await turn;
      await Promise.all(busy);
      await needs.carrier.close();
    },
  };
}

/** Never throws: what cannot even be written down is tried again when its lease has ended. */
async function deliver(needs: WorkerNeeds, held: LeasedLetter, outage: Outage): Promise<void> {
  try {
    const verdict = await verdictFor(needs, held, outage);
    const written = await writtenDown(() => writeDown(needs, held, verdict, outage.until));
    const became = written ? verdict : ({ state: 'lease-lost' } as const);
    tellVerdict(needs.log, held, became, needs.clock.now());
    needs.attempted?.(held, became, needs.clock.now());
  } catch (error) {
    needs.log.error({ letter: held.id, error: String(error) }, 'what became of a mail could not be written down');
  }
}

async function verdictFor(needs: WorkerNeeds, held: LeasedLetter, outage: Outage): Promise<Verdict> {
  const { clock, composer, carrier, log } = needs;
  const refusal = notTried(held, clock.now());
  if (refusal || !held.letter) return refusal ?? { state: 'failed', reason: 'not-composed' };
  let answer: HandOver;
  try {
    const composed = await composer.compose({ ...held.letter, id: held.id }, clock.now());
    if (!composed) return { state: 'failed', reason: 'withdrawn' };
    answer = await carrier.handOver(held.id, composed);
  } catch (error) {
    log.error({ letter: held.id, kind: held.letter.mail.kind, error: placeOf(error) }, 'a mail could not be composed');
    return tryAgain('not-composed', held.attempts, clock.now());
  }
  noteOutage(needs, outage, answer);
  return verdictOn(answer, held.attempts, clock.now());
}

/** The kind of an error and where it happened. Its words may quote what could not be composed. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return [error.name, ...(error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? []).slice(0, 3)].join('\n');
}

function noteOutage({ clock, log }: WorkerNeeds, outage: Outage, answer: HandOver): void {
  const before = outage.inRow;
  // Those that were in hand when it began learn the same as the first one, and no more.
  if (answer.kind === 'unreachable' && clock.now() < outage.until) return;
  outage.inRow = answer.kind === 'unreachable' ? before + 1 : 0;
  const wait = OUTAGE_WAITS[Math.min(outage.inRow, OUTAGE_WAITS.length) - 1];
  outage.until = wait === undefined ? 0 : clock.now() + wait;
  tellOutage(log, before, answer);
}

function writeDown({ clock, work }: WorkerNeeds, held: LeasedLetter, verdict: Verdict, until: number): Promise<boolean> {
  const now = clock.now();
  return work(async ({ outbox, links, signInCodes }) => {
    if (verdict.state === 'released') return outbox.release(held, Math.max(now, until), now);
    if (verdict.state !== 'handed-over') return outbox.notHandedOver(held, verdict, now);
    if (!(await outbox.handedOver(held, now))) return false;
    for (const link of held.letter ? linksIn(held.letter.mail) : []) await links?.handedOver(link, now);
    for (const code of held.letter ? codesIn(held.letter.mail) : []) await signInCodes?.handedOver(code, now);
    return true;
  });
}

/** The server has the letter: a database that does not answer for a moment must not make it go out twice. */
async function writtenDown(write: () => Promise<boolean>): Promise<boolean> {
  for (const wait of WRITING_WAITS) {
    try {
      return await write();
    } catch {
      await pause(wait);
    }
  }
  return write();
}
