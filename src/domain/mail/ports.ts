import type { Mail, MailKind } from './mails.ts';
import type { BounceReason, LetterState, Report, StopReason } from './states.ts';

/** A mail to somebody, before it has any words: those are added when it is handed over, in the look of that moment. */
export interface Letter {
  /** Undefined only for what the finder at the root sends, which knows of no organisation yet (R16.1). */
  readonly organisation: string | undefined;
  readonly account?: string | undefined;
  /** Exactly one address, as it is kept (security.md 1.18). */
  readonly to: string;
  /** Language of the person: `nl` or `en`. */
  readonly locale: string;
  readonly mail: Mail;
  /** Not handed over before, epoch milliseconds (R18.1); at once where absent. */
  readonly notBefore?: number | undefined;
  /** Of no use to anybody after, epoch milliseconds: it ends as `failed` then. */
  readonly notAfter?: number | undefined;
}

/** A letter that a worker holds until its lease ends: nobody else hands it over meanwhile. */
export interface LeasedLetter {
  readonly id: string;
  readonly lease: string;
  /** This attempt included. */
  readonly attempts: number;
  readonly postedAt: number;
  /** Whether its address is stopped: it bounced for good, and nobody has corrected it (R9.5). */
  readonly stopped: boolean;
  /** Undefined when it cannot be opened any more: its root secret is gone from the keyring. */
  readonly letter: Letter | undefined;
}

/** What is known of a letter without opening it. Times are epoch milliseconds. */
export interface LetterRecord {
  readonly id: string;
  readonly organisation: string | undefined;
  readonly account: string | undefined;
  readonly kind: MailKind;
  readonly state: LetterState;
  readonly attempts: number;
  readonly postedAt: number;
  /** When `state` came about. */
  readonly changedAt: number;
  readonly handedOverAt: number | undefined;
  /** When it is tried next; undefined when it is not. */
  readonly dueAt: number | undefined;
  /** Why it did not arrive or has not yet; never what the other server wrote, which may hold the address. */
  readonly reason: LetterReason | undefined;
  /** Reply code and enhanced status (RFC 5321 §4.2, RFC 3463), such as `550 5.1.1`. */
  readonly status: string | undefined;
}

/** Why a letter is where it is. */
export type LetterReason = BounceReason | StopReason | 'put-off' | 'no-answer';

/** What is asked of the list of letters. All that is given must be so. */
export interface LetterFilter {
  readonly organisation?: string | undefined;
  readonly account?: string | undefined;
  readonly state?: LetterState | undefined;
}

/** What became of an attempt that did not hand the letter over. */
export type NotHandedOver =
  /** Once more at `at`, epoch milliseconds. */
  | { readonly state: 'retrying'; readonly at: number; readonly reason: LetterReason; readonly status?: string | undefined }
  /** Never again by itself. `stop`: nor anything else to this address. */
  | { readonly state: 'bounced'; readonly stop: boolean; readonly reason: BounceReason; readonly status?: string | undefined }
  | { readonly state: 'failed'; readonly reason: LetterReason; readonly status?: string | undefined };

/**
 * Where letters wait and what became of them. Of all that ends a lease: false when the lease was no longer the caller's,
 * and nothing was changed.
 */
export interface Outbox {
  /**
   * Writes a letter. Called inside `work(ports => …)`, so that it is there if and only if the fact is that causes it.
   * Its words and its address are sealed. `now` is epoch milliseconds. Returns the letter's id.
   */
  post(letter: Letter, now: number): Promise<string>;
  /** The same for several (1–1000), in one statement. */
  postAll(letters: readonly Letter[], now: number): Promise<void>;
  /** Takes the letter that is due and comes first, for `lease` milliseconds. Undefined when none is due, or others hold those that are. */
  take(now: number, lease: number): Promise<LeasedLetter | undefined>;
  /** The mail server has it. Its words are forgotten: nothing of them is needed any more. */
  handedOver(held: Pick<LeasedLetter, 'id' | 'lease'>, now: number): Promise<boolean>;
  notHandedOver(held: Pick<LeasedLetter, 'id' | 'lease'>, outcome: NotHandedOver, now: number): Promise<boolean>;
  /** Nothing was tried: as if it had not been taken, due again at `at`. */
  release(held: Pick<LeasedLetter, 'id' | 'lease'>, at: number, now: number): Promise<boolean>;
  /**
   * What the mail provider said of a letter that it has; one in somebody's hand, or waiting for its next attempt, is out by
   * that. False for a letter that is unknown, was never tried, or is already beyond it.
   */
  report(id: string, report: Report, now: number): Promise<boolean>;
  /** Whether mail to the address is stopped since one bounced for good (R9.5). */
  isStopped(address: string): Promise<boolean>;
  /** Lets mail go to the address again: somebody has corrected or confirmed it. */
  lift(address: string): Promise<void>;
  find(id: string): Promise<LetterRecord | undefined>;
  /**
   * How many letters wait and since when they are due, by state, in one statement by an index; `scheduled`: not due yet. `now`
   * and `since` are epoch milliseconds.
   */
  waiting(now: number): Promise<readonly WaitingLetters[]>;
  /** Newest first, at most `limit`, from after the letter `after` on. */
  list(filter: LetterFilter, limit: number, after?: string): Promise<LetterRecord[]>;
  /**
   * Queues a letter anew that failed, bounced at hand-over or waits for its next attempt, with all its attempts, and lifts
   * the stop on its address. False for any other: whose words are forgotten can only be written anew.
   */
  requeue(id: string, now: number): Promise<boolean>;
  /** Deletes at most `limit` that are done and whose time ended before `before`, and returns how many. */
  sweep(before: number, limit: number): Promise<number>;
}

/** Letters that wait alike. */
export interface WaitingLetters {
  readonly state: Extract<LetterState, 'queued' | 'handing-over' | 'retrying'> | 'scheduled';
  readonly letters: number;
  /** When the first of them was due. */
  readonly since: number;
}

/** What begins when a letter is handed over: the life of the link in it (R7.3). `link` is the id of its row. */
export interface LinkLives {
  handedOver(link: string, at: number): Promise<void>;
}

/** The same for a sign-in code (R14.3). `id` is that of its row. */
export interface CodeLives {
  handedOver(id: string, at: number): Promise<void>;
}

/** What a worker or a hook changes in one transaction. */
export interface MailWorkPorts {
  readonly outbox: Outbox;
  readonly links: LinkLives | undefined;
  readonly signInCodes: CodeLives | undefined;
}

/** Runs it. */
export type MailWork = <T>(step: (ports: MailWorkPorts) => Promise<T>) => Promise<T>;

/** Seals letters and knows their addresses again; the store knows no secret (`settled.md` 55). */
export interface LetterSeal {
  /** Opens nowhere but in the letter `id`. */
  seal(plain: string, id: string): string;
  open(sealed: string, id: string): string;
  /** What an address is known by, the newest root's first: equal for equal addresses, and no way back to them. */
  marks(address: string): readonly [string, ...string[]];
}

/** A mail as it goes out. All of it is text of one line, but for `text` and `html`. */
export interface ComposedMail {
  readonly from: Mailbox;
  readonly replyTo?: Mailbox | undefined;
  /** Exactly one. */
  readonly to: Mailbox;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Further header fields, such as `Auto-Submitted` (RFC 3834). */
  readonly headers: Readonly<Record<string, string>>;
}

/** An address with the name in front of it. */
export interface Mailbox {
  readonly name?: string | undefined;
  readonly address: string;
}

/** Gives a letter its words. `now` is epoch milliseconds. Undefined when there is nobody to write to any more. */
export interface Composer {
  compose(letter: Letter & { readonly id: string }, now: number): Promise<ComposedMail | undefined>;
}

/** What came of handing a mail to the server (RFC 5321). */
export type HandOver =
  | { readonly kind: 'accepted' }
  /** The server said no, to this mail. `code` is its reply (400–599), `enhanced` the status in it (RFC 3463), `to` what it refused. */
  | {
      readonly kind: 'refused';
      readonly code: number;
      readonly enhanced?: string | undefined;
      readonly at: 'sender' | 'recipient' | 'content';
    }
  /** It went away or fell silent in the middle of this mail: it may or may not have it. */
  | { readonly kind: 'broken-off' }
  /** Nobody can hand anything over now: it does not answer, or does not let us in. `code` where it gave one. */
  | { readonly kind: 'unreachable'; readonly code?: number | undefined; readonly because: 'connection' | 'tls' | 'login' }
  /** A fault of ours: what was composed is no mail. */
  | { readonly kind: 'unsendable' };

/** The way to the mail server. */
export interface Carrier {
  /** Hands one mail over. `id` is the letter's, and the same at every attempt: the Message-ID is made of it. Never throws. */
  handOver(id: string, mail: ComposedMail): Promise<HandOver>;
  close(): Promise<void>;
}
