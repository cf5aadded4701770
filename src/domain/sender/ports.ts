/**
 * The texts that DNS holds under a name, each whole; empty where it holds none. `silent`: nobody who knows answered, which says
 * nothing about the name. Never throws.
 */
export type LookUpTexts = (name: string) => Promise<readonly string[] | 'silent'>;

/** The key that we sign with ourselves. `isOurs`: whether the text after `p=` of a record is its public half (RFC 6376 §3.6.1). */
export interface OwnKey {
  readonly selector: string;
  readonly isOurs: (published: string) => boolean;
}

/** Who mails come from, and what must be said of that in DNS. */
export interface Sender {
  /** What stands behind the `@` of its address: of the one people see and of the one on the envelope, which are the same. */
  readonly domain: string;
  /** Terms of which SPF must hold each, so that the mail server is among those who may send, such as `include:spf.provider.example`. */
  readonly spfTerms: readonly string[];
  /** Undefined where it is not we who sign. */
  readonly ownKey: OwnKey | undefined;
  /** Selectors of the keys that the mail server signs with, as far as they are known here. */
  readonly serverSelectors: readonly string[];
}

/** `unknown`: it cannot be known from here. `silent`: DNS did not answer, so that nothing was learnt. */
export type Verdict = 'passes' | 'fails' | 'unknown' | 'silent';

/** What was found of one kind of record. `name` is where it was looked for; `detail` says in English words what was found there. */
export interface Finding {
  readonly record: 'SPF' | 'DKIM' | 'DMARC';
  readonly name: string;
  readonly verdict: Verdict;
  readonly detail: string;
}

/** What was found of a sender. */
export interface SenderReport {
  readonly domain: string;
  readonly findings: readonly Finding[];
}

/** Looks a sender up, or remembers what was found a moment ago. Never throws. */
export type CheckSender = () => Promise<SenderReport>;
