import { createSecretKey, hkdfSync, type KeyObject, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { CHALLENGE_LIFE, CODE_LENGTH, CODE_SIGNS, type Purpose, type WorkParameters } from '../domain/challenge/challenge.ts';
import type { Challenges } from '../domain/challenge/ports.ts';
import { equalDigests, hmac } from './digest.ts';
import { deriveKey, type Keyring, type KeyringEntry } from './keyring.ts';

const NONCE_BYTES = 16;
const TIME_BYTES = 6;
const MAC_BYTES = 32;
/** Parts of the calculation, and counters tried for one: eight halves make the time vary by a third, one whole by all. */
const PARTS = 8;
const MOST_COUNTER = 1_000_000;
/** Bytes below this share the signs out evenly. */
const FAIR = 256 - (256 % CODE_SIGNS.length);

const derive = promisify(pbkdf2);

/** How hard the calculation is: `iterations` of PBKDF2 a counter, and how many counters a part takes on average. */
export interface Difficulty {
  readonly iterations: number;
  readonly tries: number;
}

/**
 * Challenges whose code follows from a signed id and a key: nothing is stored until one is answered, the same id always
 * shows the same picture, and an id of another browser, purpose or installation is none (security.md 1.6, `settled.md` 20).
 */
export function challenges(keyring: Keyring, difficulty: Difficulty): Challenges {
  const work: WorkParameters = {
    iterations: difficulty.iterations,
    parts: PARTS,
    below: Math.floor(2 ** 32 / difficulty.tries),
  };
  const newest = keysOf(keyring.roots[0]);
  const roots = keyring.roots.map(keysOf);
  return {
    issue: (purpose, browserId, now) => {
      const head = Buffer.concat([randomBytes(NONCE_BYTES), timeBytes(now)]);
      const id = Buffer.concat([head, macOf(newest, head, purpose, browserId)]);
      return { id: id.toString('base64url'), work };
    },
    open: (id, purpose, browserId) => {
      const bytes = Buffer.from(id, 'base64url');
      if (bytes.length !== NONCE_BYTES + TIME_BYTES + MAC_BYTES || bytes.toString('base64url') !== id) return undefined;
      const head = bytes.subarray(0, NONCE_BYTES + TIME_BYTES);
      const keys = roots.find((each) => equalDigests(macOf(each, head, purpose, browserId), bytes.subarray(head.length)));
      if (!keys) return undefined;
      const issued = head.readUIntBE(NONCE_BYTES, TIME_BYTES);
      return { ...drawn(keys, head), pictureUntil: issued + CHALLENGE_LIFE.picture, workUntil: issued + CHALLENGE_LIFE.work };
    },
    workIsDone: (id, answer) => workIsDone(work, id, answer),
    codeDigests: ({ purpose, browserId, whom }, code) => {
      // Only the name may hold a blank, so it comes last and no two are one text.
      const bound = `${code} ${purpose} ${browserId} ${whom}`;
      const digestBy = ({ mailed }: Keys) => hmac(mailed, bound).toString('base64url');
      return [digestBy(newest), ...roots.slice(1).map(digestBy)];
    },
  };
}

interface Keys {
  readonly mac: KeyObject;
  readonly code: KeyObject;
  readonly mailed: KeyObject;
}

function keysOf(root: KeyringEntry): Keys {
  const key = (label: string) => createSecretKey(deriveKey(root, label));
  return { mac: key('challenge'), code: key('challenge-code'), mailed: key('challenge-mailed') };
}

function timeBytes(now: number): Buffer {
  const bytes = Buffer.alloc(TIME_BYTES);
  bytes.writeUIntBE(now, 0, TIME_BYTES);
  return bytes;
}

/** No text of a purpose or cookie holds a blank, so no two pairs are one text. */
function macOf(keys: Keys, head: Buffer, purpose: Purpose, browserId: string): Buffer {
  return hmac(keys.mac, `${head.toString('base64url')} ${purpose} ${browserId}`);
}

/** The code and the seed of its picture. Both are secret: who knew the seed could undo what the picture hides. */
function drawn(keys: Keys, head: Buffer): { readonly code: string; readonly seed: string } {
  const stream = Buffer.from(hkdfSync('sha256', keys.code, head, 'code', 8 * CODE_LENGTH));
  const signs = [...stream].filter((byte) => byte < FAIR).map((byte) => CODE_SIGNS[byte % CODE_SIGNS.length] ?? '');
  return { code: signs.slice(0, CODE_LENGTH).join(''), seed: hmac(keys.code, head.toString('base64url')).toString('base64url') };
}

/** Every part at once, in the thread pool; each of them is a thousandth of a password hash. */
async function workIsDone(work: WorkParameters, id: string, answer: string): Promise<boolean> {
  const counters = answer.split('.');
  if (counters.length !== work.parts || counters.some((each) => !/^\d{1,7}$/.test(each) || Number(each) > MOST_COUNTER)) return false;
  const done = await Promise.all(
    counters.map(async (counter, part) => (await derive(id, `${part}.${Number(counter)}`, work.iterations, 4, 'sha256')).readUInt32BE()),
  );
  return done.every((value) => value < work.below);
}
