import type { EmailChange } from './email-change.ts';
import type { Link, LinkEnd, LinkPurpose, NewLink } from './link.ts';

/** Where mailed links are kept. Times are epoch milliseconds. */
export interface Links {
  /** Adds a link and ends the open ones of the same account and purpose (`settled.md` 28). Of two at once one is the newer. */
  issue(link: NewLink): Promise<void>;
  /** The same for several (1–1000) of different accounts, in as many statements as for one. */
  issueAll(links: readonly NewLink[]): Promise<void>;
  /** Adds the first links (1–1000) of accounts made in the same transaction, in one statement: none has any to end. */
  issueFirst(links: readonly NewLink[]): Promise<void>;
  /** Writes as much as `issue` does for nobody, so that a stranger's request costs what a friend's does. Gone in a minute. */
  decoy(id: string, now: number): Promise<void>;
  byId(id: string): Promise<Link | undefined>;
  byTokenHash(tokenHash: string): Promise<Link | undefined>;
  /** The newest of an account and purpose, whatever became of it. */
  newest(accountId: string, purpose: LinkPurpose): Promise<Link | undefined>;
  /** Those of these accounts that could still be used at `now`. */
  open(accountIds: readonly string[], now: number): Promise<Link[]>;
  /** Uses a link up, if it is open at `now`; one atomic statement. Returns whether this call was the one. */
  use(id: string, now: number): Promise<boolean>;
  /** Ends the open links of an account: something about it has changed (security.md 1.16). */
  endAll(accountId: string, why: Exclude<LinkEnd, 'replaced'>, now: number): Promise<void>;
  /** Its letter went to the mail server at `at`: its life begins (R7.3). A later hand-over of the same letter moves it on. */
  handedOver(id: string, at: number): Promise<void>;
  /** Deletes at most `limit` that were to be forgotten before `before`; returns how many. */
  sweep(before: number, limit: number): Promise<number>;
}

/** Where such wishes are kept: one an account. */
export interface EmailChanges {
  /** Begins one, in the place of an earlier one. */
  put(change: Omit<EmailChange, 'newConfirmedAt' | 'oldConfirmedAt' | 'state'>): Promise<void>;
  find(accountId: string): Promise<EmailChange | undefined>;
  /** The one that this link agrees to. */
  byLink(linkId: string, accountId: string): Promise<EmailChange | undefined>;
  confirm(accountId: string, side: 'new' | 'old', now: number): Promise<void>;
  end(accountId: string, state: 'done' | 'stopped'): Promise<void>;
  /** Ends one that is open still: the links that it waits for are ended (`ended`). */
  endOpen(accountId: string): Promise<void>;
  /** Deletes at most `limit` that were to be forgotten before `before`; returns how many. */
  sweep(before: number, limit: number): Promise<number>;
}

/** Digests of what opens a link. */
export interface LinkSecrets {
  /** Of a token: it has 256 bits, so its SHA-256 gives nothing away. */
  tokenHash(token: string): string;
  /** Of a code: it has 40 bits, so it is keyed, and bound to its link (security.md 2.2). */
  codeDigest(linkId: string, code: string): string;
  codeMatches(linkId: string, code: string, digest: string): boolean;
}
