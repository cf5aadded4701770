import type { Begun, RelyingParty } from './relying-party.ts';
import { type Answer, Visitor } from './visitor.ts';
import { PASSWORD } from './world.ts';

/** A sign-in by forms, up to the application's callback. */
export interface SignedIn {
  readonly visitor: Visitor;
  readonly begun: Begun;
  /** The callback address with code and state, unvisited. */
  readonly callback: string;
}

/** Goes from the application's request to its callback, signing in where asked. */
export async function signIn(
  app: RelyingParty,
  username: string,
  request: Record<string, string>,
  visitor = new Visitor(),
): Promise<SignedIn> {
  const begun = await app.begin(request);
  const page = await visitor.open(begun.url, app.isCallback);
  const arrived = page.status === 0 ? page : await visitor.submit(page, { username, password: PASSWORD }, app.isCallback);
  return { visitor, begun, callback: callbackOf(arrived) };
}

/** One attempt at the form of a portal: what was asked, the page before it, and what came of it. */
export async function attempt(app: RelyingParty, portal: string, typed: Record<string, string>, visitor = new Visitor()) {
  const begun = await app.begin({ portal });
  const page = await visitor.open(begun.url);
  const answer = await visitor.submit(page, typed, app.isCallback);
  return { visitor, begun, page, answer, isIn: app.isCallback(answer.url) };
}

function callbackOf(answer: Answer): string {
  if (answer.status === 0) return answer.url;
  throw new Error(
    `expected the callback, got ${answer.status} at ${answer.url}: ${answer.text
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .slice(0, 600)}`,
  );
}
