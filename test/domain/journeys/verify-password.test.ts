import { expect, test } from '@jest/globals';
import { challenges } from '../../../src/crypto/challenges.ts';
import { generateKeyring } from '../../../src/crypto/keyring.ts';
import { addAccount } from '../../../src/domain/administration/accounts.ts';
import { addOrganisation } from '../../../src/domain/administration/organisations.ts';
import { BusyError } from '../../../src/domain/credentials/busy.ts';
import { type PasswordAttempt, type PasswordCheck, verifyPassword } from '../../../src/domain/journeys/verify-password.ts';
import { underWay } from '../../../src/domain/throttle/under-way.ts';
import { countersOf } from '../../kit/counters.ts';
import { made, useWorld } from '../administration/world.ts';

const world = useWorld();
const PASSWORD = 'vier paarden in de wei';

/** Anna, an attempt on her account, and the check as it is wired, with what the test puts in another place. */
async function anna(change: Partial<PasswordCheck> = {}) {
  const { store, acting } = world();
  const organisation = made(await addOrganisation(acting, { portal: 'acme', name: 'Acme' }));
  made(await addAccount(acting, 'acme', { username: 'Anna', password: PASSWORD }));
  const attempt: PasswordAttempt = {
    ...{ organisation, username: 'Anna', password: 'something else', purpose: 'sign-in', clientId: 'exam', browserId: 'browser' },
    ...{ network: '192.0.2.1', counted: undefined, trace: 'test', now: acting.clock.now() },
  };
  const check: PasswordCheck = {
    ...store.ports,
    together: store.together,
    afterwards: (step: () => void) => step(),
    later: () => undefined,
    ...{ hasher: acting.hasher, challenges: challenges(generateKeyring(), { iterations: 1000, tries: 50 }) },
    ...{ surge: async () => false, underWay: underWay() },
    ...change,
  };
  const misses = async () => (await store.ports.counters.read(countersOf(organisation.id, 'Anna'), attempt.now))[0];
  return { attempt, check, misses };
}

const failing = (error: Error) => async () => {
  throw error;
};

test('security 1.40 a miss stays a miss when the audit log cannot be written', async () => {
  const { attempt, check, misses } = await anna({ audit: { record: failing(new Error('disk full')) } });
  await expect(verifyPassword(check, attempt)).rejects.toThrow('disk full');
  expect(await misses()).toBe(1);
});

test('security 2.1 who is sent away because it is busy has tried nothing', async () => {
  const { hasher } = world().acting;
  const { attempt, check, misses } = await anna({ hasher: { ...hasher, verify: failing(new BusyError(3)) } });
  await expect(verifyPassword(check, attempt)).rejects.toThrow(BusyError);
  expect(await misses()).toBe(0);
});

test('a right password says which counters its attempt is to be given back on; until then it counts, whatever fails', async () => {
  const hasher = { ...world().acting.hasher, needsRehash: () => true };
  const passwords = { ...world().store.ports.passwords, rehash: failing(new Error('disk full')) };
  const { attempt, check, misses } = await anna({ hasher });
  const right = { ...attempt, password: PASSWORD };
  expect((await verifyPassword(check, attempt)).kind).toBe('refused');
  await expect(verifyPassword({ ...check, passwords }, right)).rejects.toThrow('disk full');
  expect(await misses()).toBe(2);
  const verdict = await verifyPassword(check, { ...right, browserId: 'another' });
  await check.counters.giveBack(verdict.kind === 'right' ? verdict.taken : []);
  expect(await misses()).toBe(2);
});
