// A mail server of a test's own: real SMTP on loopback in a process of its own, which misbehaves when it is told to.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Behaviour, Offer, Order, Received, Told } from './behaviour.ts';

/** An open one. */
export interface MailServer {
  /** As a setting of the product. */
  readonly url: string;
  readonly port: number;
  /** Misbehaves like this from now on, and no longer as it was told before. */
  behave(...behaviours: readonly Behaviour[]): Promise<void>;
  /** All it has, in the order in which it came. */
  received(): Promise<readonly Received[]>;
  /** How many connections were opened so far, and how many mails were begun. */
  counts(): Promise<{ readonly connections: number; readonly begun: number }>;
  /** Ends every connection and listens no more, until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

/** Opens one on a free port. */
export async function openMailServer(offer: Omit<Offer, 'port'> = {}): Promise<MailServer> {
  const child = fork(join(import.meta.dirname, 'process.ts'));
  let turn: Promise<unknown> = Promise.resolve();
  const ask = (order: Order): Promise<Told> => {
    const asked = turn.then(async () => {
      const answer = once(child, 'message');
      child.send(order);
      return (await answer)[0] as Told;
    });
    turn = asked;
    return asked;
  };
  const { port } = await ask({ does: 'open', offer: { ...offer, port: 0 } });
  const scheme = offer.tls?.atOnce ? 'smtps' : 'smtp';
  return {
    port,
    url: `${scheme}://${offer.login ? `${offer.login}@` : ''}localhost:${port}`,
    behave: async (...behaviours) => void (await ask({ does: 'behave', behaviours })),
    received: async () => (await ask({ does: 'tell' })).received,
    counts: async () => {
      const { connections, begun } = await ask({ does: 'count' });
      return { connections, begun };
    },
    down: async () => void (await ask({ does: 'down' })),
    up: async () => void (await ask({ does: 'up' })),
    close: async () => {
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    },
  };
}
