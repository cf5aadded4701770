import { done, type Outcome, refused } from '../fault.ts';
import type { SigningKey, SigningKeys } from '../keys/ports.ts';
import { type KeyState, keyStates, PUBLISH_AHEAD } from '../keys/rotation.ts';
import { type Acting, auditRow } from './acting.ts';

/** A freshly made key: public name and algorithm, and the private part already sealed. */
export type NewKey = Pick<SigningKey, 'kid' | 'alg' | 'sealed'>;
/** Makes one key of each algorithm, the private parts sealed. Slow (RSA), so it is called outside any transaction. */
export type MakeKeys = () => Promise<readonly NewKey[]>;

/** How long what the old keys signed must stay verifiable, in milliseconds. */
export interface SignedLives {
  /** The longest life of a signed token. */
  readonly token: number;
  /** The absolute life of a session: as long, an ID token comes back as `id_token_hint` (`oidc-provider.md` §4.5). */
  readonly session: number;
}

/** How a rotation goes. */
export interface Rotation {
  readonly lives: SignedLives;
  /** The new keys sign at once instead of after a day (a key is lost or stolen). */
  readonly now?: boolean;
  /** Rotate although the keys of the last rotation do not sign yet. */
  readonly force?: boolean;
}

/** Makes the first signing keys, which sign at once, unless there are keys; two processes starting at once make one set. */
export async function ensureSigningKeys(acting: Acting, keys: Pick<SigningKeys, 'live'>, make: MakeKeys): Promise<void> {
  if ((await keys.live(acting.clock.now())).length > 0) return;
  const made = await make();
  const now = acting.clock.now();
  await acting.work(async (ports) => {
    const first = made.map((key) => ({ ...key, publishedAt: now, activeFrom: now }));
    if (await ports.keys.insertFirst(first)) await ports.audit.record(rotationRow(acting, now, first));
  });
}

/**
 * Publishes a new set of keys, which signs from a day later on (at once where there is none), and sets when the old ones
 * go: once nothing they signed can come back (security.md 2.8, `settled.md` 63). Returns the new keys; `conflict` while
 * the last rotation is pending.
 */
export async function rotateKeys(acting: Acting, rotation: Rotation, make: MakeKeys): Promise<Outcome<readonly SigningKey[]>> {
  const made = await make();
  const now = acting.clock.now();
  return acting.work(async (ports) => {
    const live = await ports.keys.live(now);
    const replaced = live.filter((key) => key.retireAt === undefined);
    if (!rotation.force && replaced.some((key) => key.activeFrom > now)) {
      return refused({ field: 'force', code: 'conflict', detail: 'is needed: the keys of the last rotation do not sign yet' });
    }
    const activeFrom = rotation.now || live.length === 0 ? now : now + PUBLISH_AHEAD;
    const fresh = made.map((key) => ({ ...key, publishedAt: now, activeFrom }));
    await ports.keys.insert(fresh);
    const kids = replaced.map((key) => key.kid);
    await ports.keys.retire(kids, activeFrom + rotation.lives.token + rotation.lives.session);
    await ports.audit.record(rotationRow(acting, now, fresh));
    return done(fresh);
  });
}

/** The keys that are published now and what each does, in signing order. */
export async function listKeys(
  keys: Pick<SigningKeys, 'live'>,
  now: number,
): Promise<{ readonly key: SigningKey; readonly state: KeyState }[]> {
  return keyStates(await keys.live(now), now);
}

function rotationRow(acting: Acting, now: number, keys: readonly SigningKey[]) {
  return auditRow(acting, now, { event: 'keys.rotated', kids: keys.map((key) => key.kid) });
}
