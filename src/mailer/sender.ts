import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { checkSender, rememberedCheck } from '../domain/sender/check.ts';
import type { CheckSender, LookUpTexts, Sender } from '../domain/sender/ports.ts';
import type { Clock } from '../kernel/clock.ts';
import { seconds } from '../kernel/duration.ts';
import type { DkimSettings } from './raw-mail.ts';

/** What a check is made of. */
export interface SenderCheckNeeds extends Omit<Sender, 'ownKey'> {
  /** Where it is we who sign. */
  readonly dkim: DkimSettings | undefined;
  /** `address` or `address:port` of the servers to ask; the machine's own where there is none. */
  readonly dnsServers: readonly string[];
  readonly clock: Clock;
}

/** How long one server is waited for, in milliseconds, and how often it is asked. */
const PATIENCE = { timeout: seconds(2), tries: 2 } as const;

/** That there is no such name, or that it holds no text, is an answer. A name that cannot be one holds none either. */
const NOTHING_THERE: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME']);

/** A sender that can be checked. */
export interface CheckedSender {
  readonly check: CheckSender;
  /** Waits no longer for answers: nobody is to be kept by a question that nobody needs answered any more. */
  cancel(): void;
}

/** Checks a sender by DNS. What is found is remembered for a few minutes. */
export function checkedSender({ dkim, dnsServers, clock, ...sender }: SenderCheckNeeds): CheckedSender {
  const asking: Asking = { underWay: new Set(), isOver: false };
  const ownKey = dkim && { selector: dkim.selector, isOurs: (published: string) => isOurs(dkim, published) };
  return {
    check: rememberedCheck(() => checkSender(textsByDns(dnsServers, asking), { ...sender, ownKey }), clock),
    cancel: () => {
      asking.isOver = true;
      for (const resolver of asking.underWay) resolver.cancel();
    },
  };
}

/** Questions that are being asked. */
interface Asking {
  readonly underWay: Set<Resolver>;
  /** Nothing more is asked: what a check would ask next would be waited for as well. */
  isOver: boolean;
}

function textsByDns(servers: readonly string[], asking: Asking): LookUpTexts {
  return async (name) => {
    if (asking.isOver) return 'silent';
    // One for each question, so that it goes to the servers that the machine has now.
    const resolver = new Resolver(PATIENCE);
    asking.underWay.add(resolver);
    try {
      if (servers.length > 0) resolver.setServers(servers);
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
    } catch (error) {
      return NOTHING_THERE.has((error as NodeJS.ErrnoException).code ?? '') ? [] : 'silent';
    } finally {
      asking.underWay.delete(resolver);
    }
  };
}

function isOurs({ key }: DkimSettings, published: string): boolean {
  try {
    return publicKey(published)?.equals(createPublicKey(createPrivateKey(key.reveal()))) ?? false;
  } catch {
    // With a key that is none no server starts, and what the runtime says of it may quote it.
    return false;
  }
}

/** An RSA key as records have it, with or without what says that it is one (RFC 6376 §3.6.1, RFC 8017). */
function publicKey(base64: string): KeyObject | undefined {
  const key = Buffer.from(base64, 'base64');
  for (const type of ['spki', 'pkcs1'] as const) {
    try {
      return createPublicKey({ key, format: 'der', type });
    } catch {
      // Perhaps it is the other one.
    }
  }
  return undefined;
}
