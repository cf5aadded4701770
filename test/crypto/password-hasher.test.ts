import { argon2Sync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { hashQueue } from '../../src/crypto/hash-queue.ts';
import { deriveKey, generateKeyring, type Keyring, type KeyringEntry } from '../../src/crypto/keyring.ts';
import { passwordHasher } from '../../src/crypto/password-hasher.ts';
import { BusyError } from '../../src/domain/credentials/busy.ts';
import type { PasswordHash } from '../../src/domain/credentials/ports.ts';
import { passwordVariants } from '../../src/kernel/text.ts';

const PARAMETERS = { memoryKib: 19_456, passes: 2, lanes: 1 };
const keyring = generateKeyring();
const hasherOf = (ring: Keyring, parameters = PARAMETERS) =>
  passwordHasher(ring, parameters, hashQueue({ running: 2, waiting: 200, wait: 30_000 }));
const hasher = await hasherOf(keyring);

/** A PHC string taken apart: base64 without padding. */
function taken(phc: string): { memory: number; passes: number; parallelism: number; nonce: Buffer; tag: string } {
  const [, kind, version, parameters = '', salt = '', tag = ''] = phc.split('$');
  expect([kind, version]).toEqual(['argon2id', 'v=19']);
  const [memory = 0, passes = 0, parallelism = 0] = (/^m=(\d+),t=(\d+),p=(\d+)$/.exec(parameters) ?? []).slice(1).map(Number);
  return { memory, passes, parallelism, nonce: Buffer.from(salt, 'base64'), tag };
}

/** The tag as Node's own argon2 (OpenSSL) computes it: an implementation of its own. */
function tagByOpenssl(password: string, phc: string, pepper: KeyringEntry): string {
  const { tag, ...parameters } = taken(phc);
  const key = argon2Sync('argon2id', { message: password, secret: deriveKey(pepper, 'password'), tagLength: 32, ...parameters });
  return key.toString('base64').replace(/=+$/, '');
}

describe('a password hash', () => {
  it('is argon2id with the asked parameters, a salt of 16 bytes and a tag of 32 (RFC 9106, security.md 2.1)', async () => {
    const { phc, pepperId } = await hasher.hash('correct paard');
    const { tag, nonce, ...parameters } = taken(phc);
    expect(parameters).toEqual({ memory: 19_456, passes: 2, parallelism: 1 });
    expect(nonce).toHaveLength(16);
    expect(Buffer.from(tag, 'base64')).toHaveLength(32);
    expect(pepperId).toBe(keyring.peppers[0].id);
  });

  it.each(['correct paard', 'pässwörd 🔑', 'x'.repeat(1024)])('of %j is the one another implementation computes', async (password) => {
    const { phc } = await hasher.hash(password);
    expect(tagByOpenssl(password, phc, keyring.peppers[0])).toBe(taken(phc).tag);
  });

  it('made with more memory, passes and lanes is the one another implementation computes', async () => {
    const strong = await hasherOf(keyring, { memoryKib: 32_768, passes: 3, lanes: 2 });
    const { phc } = await strong.hash('correct paard');
    expect(tagByOpenssl('correct paard', phc, keyring.peppers[0])).toBe(taken(phc).tag);
  });

  it('needs the pepper: the same password and salt without it give another tag', async () => {
    const { phc } = await hasher.hash('correct paard');
    expect(tagByOpenssl('correct paard', phc, generateKeyring().peppers[0])).not.toBe(taken(phc).tag);
  });

  it('is never the same twice', async () => {
    expect((await hasher.hash('correct paard')).phc).not.toBe((await hasher.hash('correct paard')).phc);
  });
});

describe('checking a password', () => {
  it('accepts the password and nothing near it', async () => {
    const hash = await hasher.hash('correct paard');
    expect(await hasher.verify(hash, ['correct paard'])).toBe(true);
    for (const near of ['Correct paard', 'correct paard ', 'correctpaard', '']) expect(await hasher.verify(hash, [near])).toBe(false);
  });

  it('accepts one with a blank pasted behind it, and one whose own blank belongs to it (R3.13)', async () => {
    const plain = await hasher.hash('correct paard');
    const blank = await hasher.hash('correct paard ');
    expect(await hasher.verify(plain, passwordVariants('correct paard\u00A0'))).toBe(true);
    expect(await hasher.verify(blank, passwordVariants('correct paard '))).toBe(true);
    expect(await hasher.verify(blank, passwordVariants('correct paard'))).toBe(false);
  });

  it('never accepts anything for nobody, and nothing for no password', async () => {
    expect(await hasher.verify(undefined, ['correct paard'])).toBe(false);
    expect(await hasher.verify(await hasher.hash('correct paard'), [])).toBe(false);
  });

  it('hashes just as often for nobody as for somebody, and as often when the first of two already matched (R3.13)', async () => {
    const hash = await hasher.hash('correct paard');
    // The least of several: what else runs on the machine can only add.
    const cost = async (stored: PasswordHash | undefined, passwords: readonly string[]) => {
      let least = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 10; round += 1) {
        const before = process.cpuUsage();
        await hasher.verify(stored, passwords);
        const { user, system } = process.cpuUsage(before);
        least = Math.min(least, user + system);
      }
      return least;
    };
    const two = ['correct paard', 'correct paard '];
    const one = await cost(hash, ['wrong']);
    // Two hashes cost about twice one; a skipped one would cost as much as one, so halfway between tells them apart.
    for (const spent of [await cost(hash, two), await cost(undefined, two)]) expect(spent / one).toBeGreaterThan(1.5);
    expect((await cost(undefined, ['wrong'])) / one).toBeGreaterThan(0.5);
  });
});

describe('a hash is made anew at the next sign-in', () => {
  it('when its parameters are below the present ones, and never to make it weaker (security.md 2.1)', async () => {
    const hash = await hasher.hash('correct paard');
    const strong = await hasherOf(keyring, { ...PARAMETERS, memoryKib: 32_768 });
    const longer = await hasherOf(keyring, { ...PARAMETERS, passes: 3 });
    expect([hasher, strong, longer].map((each) => each.needsRehash(hash))).toEqual([false, true, true]);
    expect(hasher.needsRehash(await strong.hash('correct paard'))).toBe(false);
    expect(await strong.verify(hash, ['correct paard'])).toBe(true);
  });

  it('when a newer pepper came in front, and the old one still verifies it until then', async () => {
    const hash = await hasher.hash('correct paard');
    const newer = await hasherOf({ ...keyring, peppers: [generateKeyring().peppers[0], ...keyring.peppers] });
    expect(newer.needsRehash(hash)).toBe(true);
    expect(await newer.verify(hash, ['correct paard'])).toBe(true);
    expect(newer.needsRehash(await newer.hash('correct paard'))).toBe(false);
  });

  it('when it was made elsewhere, in a form of its own', () => {
    const elsewhere = '$argon2id$v=19$m=65536,p=1,t=3$c2FsdHNhbHRzYWx0c2FsdA$AAAA';
    expect(hasher.needsRehash({ phc: elsewhere, pepperId: keyring.peppers[0].id })).toBe(true);
  });

  it('but not when its pepper is lost: then nothing verifies it, and that is an alarm, not a wrong password', async () => {
    const hash = await (await hasherOf(generateKeyring())).hash('correct paard');
    await expect(hasher.verify(hash, ['correct paard'])).rejects.toThrow(`no longer has the pepper ${hash.pepperId}`);
  });
});

it('a flood of passwords is refused in time, and those accepted are still checked', async () => {
  const narrow = await passwordHasher(keyring, PARAMETERS, hashQueue({ running: 1, waiting: 3, wait: 30_000 }));
  const hash = await hasher.hash('correct paard');
  const flood = await Promise.allSettled(Array.from({ length: 10 }, () => narrow.verify(hash, passwordVariants('correct paard '))));
  expect(flood.filter((each) => each.status === 'fulfilled' && each.value)).toHaveLength(4);
  const refused = flood.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  expect(refused).toHaveLength(6);
  for (const reason of refused) expect(reason).toBeInstanceOf(BusyError);
});
