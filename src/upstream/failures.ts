import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import type { UpstreamFailure } from '../domain/federation/visit.ts';
import { UnreachableError } from './bounded-fetch.ts';

/** What went wrong, with what the operator is told of it. */
export interface Failed<Failure extends UpstreamFailure = UpstreamFailure> {
  readonly kind: 'failed';
  readonly failure: Failure;
  readonly detail: string;
}

/** An answer that the library takes and we do not. `message` is for the operator. */
export class AnswerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AnswerError';
  }
}

/** A failure by name. */
export function failed<Failure extends UpstreamFailure>(failure: Failure, detail: string): Failed<Failure> {
  return { kind: 'failed', failure, detail: detail.slice(0, LONGEST) };
}

const LONGEST = 300;
/** What a provider says when it has a bad day (RFC 6749 §4.1.2.1). */
const ITS_BAD_DAY: readonly string[] = ['server_error', 'temporarily_unavailable'];

/**
 * What an error of the library, of a request or of our own checks comes to (ux.md 1.10). Whatever is not known is `config`:
 * nobody is told to be at fault, and nobody gets in.
 */
export function failureOf(error: unknown): Failed {
  if (error instanceof AuthorizationResponseError) return saidNo(error);
  const chain = chainOf(error);
  const unreachable = chain.find((each) => each instanceof UnreachableError);
  if (unreachable) return failed(isTooMuch(unreachable) ? 'config' : 'down', unreachable.message);
  if (chain.some((each) => codeOf(each) === 'OAUTH_TIMEOUT')) return failed('down', 'no answer in time');
  const status = statusOf(error);
  const said = status === undefined ? '' : ` (status ${status})`;
  return failed(status !== undefined && (status >= 500 || status === 429) ? 'down' : 'config', `${inWords(error, chain)}${said}`);
}

/** The same for what happens before anybody was sent. */
export function startFailureOf(error: unknown): Failed<'down' | 'config'> {
  const { failure, detail } = failureOf(error);
  return failed(failure === 'down' ? 'down' : 'config', detail);
}

/** An answer without end, or an address that is not gone to, is no bad day. */
function isTooMuch({ message }: Error): boolean {
  return /too large|address/.test(message);
}

function saidNo({ error, error_description: description }: AuthorizationResponseError): Failed {
  const detail = [error, description].flatMap((each) => each && plain(each)).join(': ');
  if (error === 'access_denied') return failed('cancelled', detail);
  return failed(ITS_BAD_DAY.includes(error) ? 'down' : 'config', detail);
}

/**
 * What was said there, on one line, and in it nobody's address, and no token, code or value of ours that it may quote
 * (security.md 2.9): those of 256 bits have 43 letters; the 36 of a number by which the provider finds its own log stay.
 */
function plain(text: string): string {
  return text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/\S+@\S+/g, '[address]')
    .replace(/[\w.-]{40,}/g, '[long]');
}

function chainOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let each = error; each !== undefined && each !== null && chain.length < 6; each = (each as { cause?: unknown }).cause)
    chain.push(each);
  return chain;
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof ResponseBodyError) return error.status;
  const cause = (error as { readonly cause?: unknown } | null)?.cause;
  return cause instanceof Response ? cause.status : undefined;
}

/** Words of the library and our own, which are fixed: what was answered may hold a token, and stands in none of them. */
function inWords(error: unknown, chain: readonly unknown[]): string {
  if (error instanceof AnswerError) return error.message;
  if (error instanceof ResponseBodyError) return `the token endpoint says ${plain(error.error)}`;
  const known = chain.filter((each) => each instanceof ClientError || (each instanceof Error && /^[A-Z_]+$/.test(codeOf(each) ?? '')));
  const last = known.at(-1) ?? error;
  return last instanceof Error && !(last instanceof SyntaxError) ? plain(last.message) : 'an answer that cannot be read';
}
