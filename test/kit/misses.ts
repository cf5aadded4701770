// Misses by the hundred: on the way of every sign-in, without its pages and with a hash that costs next to nothing; and
// one attempt on the page, as a stranger with good eyes makes it.
import { challenges } from '../../src/crypto/challenges.ts';
import { hashQueue } from '../../src/crypto/hash-queue.ts';
import { passwordHasher } from '../../src/crypto/password-hasher.ts';
import { type PasswordVerdict, verifyPassword } from '../../src/domain/journeys/verify-password.ts';
import type { Later } from '../../src/domain/ports.ts';
import { countedNetwork } from '../../src/domain/throttle/counted.ts';
import { underWay } from '../../src/domain/throttle/under-way.ts';
import { codeOn, readPicture } from './challenge.ts';
import type { RelyingParty } from './relying-party.ts';
import { type Answer, formOf, Visitor } from './visitor.ts';
import type { World } from './world.ts';

/** A wrong password with a right challenge: for whom, and from which network (an IPv4 address, or an IPv6 /64). */
export interface Guess {
  readonly username: string;
  readonly network: string;
}

/** Guesses in the world's own store, each in a new browser, now. Says what became of each. */
export async function guesserIn(world: World, portal: string): Promise<(guess: Guess) => Promise<PasswordVerdict['kind']>> {
  const { store, keyring } = world.app.installation;
  const organisation = await store.ports.organisations.byPortal(portal);
  if (!organisation) throw new Error(`there is no ${portal}`);
  const hasher = await passwordHasher(
    keyring,
    { memoryKib: 64, passes: 1, lanes: 1 },
    hashQueue({ running: 2, waiting: 20, wait: 60_000 }),
  );
  const left: Promise<unknown>[] = [];
  const later: Later = (_key, write) => void left.push(write(store.ports));
  const check = {
    ...store.ports,
    later,
    together: store.together,
    afterwards: (step: () => void) => step(),
    hasher,
    challenges: challenges(keyring, { iterations: 1000, tries: 50 }),
    surge: async () => false,
    underWay: underWay(),
  };
  let browsers = 0;
  return async ({ username, network }) => {
    browsers += 1;
    const [browserId, now] = [`guesser-${browsers}`, world.clock.now()];
    const from = { browserId, network, counted: countedNetwork(network, []), clientId: 'exam', trace: 'guess' };
    const challenge = readPicture(keyring, 'sign-in', browserId, now);
    const attempt = { ...from, organisation, username, password: 'not this one', purpose: 'sign-in' as const, challenge, now };
    const { kind } = await verifyPassword(check, attempt);
    await Promise.all(left.splice(0));
    return kind;
  };
}

/** Somebody at an address, in a browser of their own, behind the one trusted hop. */
export function visitorFrom(address: string): Visitor {
  return new Visitor({ 'x-forwarded-for': address });
}

/** One attempt on acme's page, with the challenge solved where there is one. Returns what the person then sees. */
export async function tryOnce(world: World, app: RelyingParty, visitor: Visitor, username: string, password: string): Promise<Answer> {
  let page = await visitor.open((await app.begin({ portal: 'acme' })).url, app.isCallback);
  // The first look at a name that was missed shows whether there is a challenge.
  if (formOf(page).fields['challenge'] === undefined) page = await visitor.submit(page, { username, password: '' });
  const challenged = formOf(page).fields['challenge'] !== undefined;
  const captcha = challenged ? { captcha: await codeOn(world.app.installation.keyring, page, visitor) } : {};
  return visitor.submit(page, { username, password, ...captcha }, app.isCallback);
}
