// Candidates on their way into an application, each with a browser of their own. What has arrived is kept, so that a way
// that was cut off can be gone on, by the same person in the same browser.
import { systemClock } from '../../src/kernel/clock.ts';
import { type Reply, redeem } from '../kit/endpoints.ts';
import type { Begun, RelyingParty } from '../kit/relying-party.ts';
import { type Answer, Visitor } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

/** One of them, and how far he got. */
export interface Candidate {
  readonly username: string;
  readonly visitor: Visitor;
  /** How far he goes by himself: some only look at the page, some applications are slow to redeem their code. */
  readonly goal: 'sheet' | 'code' | 'tokens';
  begun?: Begun;
  sheet?: Answer;
  /** Address of the callback with the code in it, unvisited. */
  callback?: string;
  /** Epoch milliseconds of its arrival. */
  calledBackAt?: number;
  /** Whether the code was sent to the token endpoint, whatever came of it. */
  redeeming?: boolean;
  tokens?: Record<string, unknown>;
}

/** Fifty of them, their goals mixed. */
export function fiftyCandidates(): Candidate[] {
  const goals = ['tokens', 'code', 'tokens', 'sheet', 'tokens'] as const;
  return Array.from({ length: 50 }, (_, at) => ({ username: `candidate-${at}`, visitor: new Visitor(), goal: goals[at % 5] ?? 'tokens' }));
}

/** Goes as far as the goal. Rejects where the connection breaks off, with everything that had arrived by then kept. */
export async function goOn(app: RelyingParty, candidate: Candidate): Promise<void> {
  candidate.begun = await app.begin({ portal: 'acme' });
  candidate.sheet = await candidate.visitor.open(candidate.begun.url, app.isCallback);
  if (candidate.goal === 'sheet') return;
  const arrived = await press(app, candidate, candidate.sheet);
  if (!app.isCallback(arrived.url)) throw new Error(`${candidate.username} arrived at ${arrived.status} ${arrived.url}`);
  arriveBack(candidate, arrived.url);
  if (candidate.goal === 'tokens') candidate.tokens = await redeemed(app, candidate);
}

/** Sends the code, and returns the tokens. Throws when it was refused. */
export async function redeemed(app: RelyingParty, candidate: Candidate): Promise<Record<string, unknown>> {
  const { status, body } = await redeemCode(app, candidate);
  if (status !== 200) throw new Error(`the code of ${candidate.username} was refused: ${JSON.stringify(body)}`);
  return body;
}

/** Sends the code, whatever comes of it. */
export function redeemCode(app: RelyingParty, candidate: Candidate): Promise<Reply> {
  if (!candidate.begun || candidate.callback === undefined) throw new Error(`${candidate.username} has no code`);
  candidate.redeeming = true;
  return redeem(app, { begun: candidate.begun, callback: candidate.callback });
}

/** The button pressed again on the page that is still on the screen; how a sign-in that was cut off goes on, or does not. */
export async function pressAgain(app: RelyingParty, candidate: Candidate): Promise<boolean> {
  if (!candidate.sheet) return false;
  const arrived = await press(app, candidate, candidate.sheet);
  if (!app.isCallback(arrived.url)) return false;
  arriveBack(candidate, arrived.url);
  return true;
}

/** Back to the application, which begins anew; the password only where it is asked for. */
export async function beginAnew(app: RelyingParty, candidate: Candidate): Promise<void> {
  candidate.begun = await app.begin({ portal: 'acme' });
  const page = await candidate.visitor.open(candidate.begun.url, app.isCallback);
  candidate.sheet = page;
  if (app.isCallback(page.url)) arriveBack(candidate, page.url);
  else if (!(await pressAgain(app, candidate))) throw new Error(`${candidate.username} does not get in again`);
}

/** Name, password, button; again where the page asks for patience, as it does on a machine that has other work to do. */
async function press(app: RelyingParty, { username, visitor }: Candidate, sheet: Answer): Promise<Answer> {
  for (;;) {
    const arrived = await visitor.submit(sheet, { username, password: PASSWORD }, app.isCallback);
    if (arrived.status !== 503) return arrived;
  }
}

function arriveBack(candidate: Candidate, callback: string): void {
  candidate.callback = callback;
  candidate.calledBackAt = systemClock.now();
}
