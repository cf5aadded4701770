// How a mail server of a test may misbehave, and what it is asked for from outside.

/** Where in a conversation something happens (RFC 5321 §4.1.1); `content`: after the mail itself. */
export type Moment = 'greeting' | 'hello' | 'login' | 'sender' | 'recipient' | 'data' | 'content';

/** A misbehaviour. The first that fits is the one that happens. */
export interface Behaviour {
  readonly at: Moment;
  /** A reply such as `451 4.3.0 later`; `hang`: nothing is said any more; `drop`: the connection ends; `keep-and-hang`, `keep-and-drop`: the mail is kept, and its sender never hears of it. */
  readonly does: string;
  /** Only for mail to this address. */
  readonly to?: string;
  /** So many times, then no more; for ever where absent. */
  readonly times?: number;
}

/** A mail that the server has. */
export interface Received {
  readonly from: string;
  readonly to: string;
  /** As it came over the wire, without the dots that were doubled. */
  readonly raw: string;
  /** Whether the connection was encrypted, and who had logged in. */
  readonly encrypted: boolean;
  readonly user: string | undefined;
}

/** What the server offers. */
export interface Offer {
  readonly port: number;
  /** PEM of key and certificate, for STARTTLS or from the first byte on. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly atOnce: boolean };
  /** `user:password`; without it nobody has to log in. */
  readonly login?: string;
}

/** What is asked of the server's process, and what it answers. */
export type Order =
  | { readonly does: 'open'; readonly offer: Offer }
  | { readonly does: 'behave'; readonly behaviours: readonly Behaviour[] }
  | { readonly does: 'tell' }
  /** The same without the mails themselves, of which there may be thousands. */
  | { readonly does: 'count' }
  | { readonly does: 'down' }
  | { readonly does: 'up' };

/** Its answer to every order. */
export interface Told {
  readonly port: number;
  readonly received: readonly Received[];
  /** How many connections were opened so far, and how many mails were begun. */
  readonly connections: number;
  readonly begun: number;
}
