import { expect, test } from '@jest/globals';
import { asItStands, type Demand, NO_DEMAND } from '../../../src/domain/journeys/demand.ts';
import {
  beginJourney,
  besideAccount,
  type Journey,
  wasTold,
  withChange,
  withProof,
  withRenewal,
  withWarning,
} from '../../../src/domain/journeys/journey.ts';
import { openWays } from '../../../src/domain/journeys/sign-in.ts';

const NOW = Date.UTC(2026, 0, 5, 9);
const begun = beginJourney({ uid: 'u', organisationId: 'o', clientId: 'c', expiresAt: NOW + 1 });
const proved = withProof(begun, { method: 'pwd', at: NOW, accountId: 'a', chosenAt: 1 });
const nothing: Demand = { ...NO_DEMAND, passwordChosenAt: 1 };
const due: Demand = { ...nothing, renewal: { kind: 'due', because: 'expired' } };
const soon: Demand = { ...nothing, renewal: { kind: 'soon', at: NOW, days: 3, warning: 7 } };
const ways = (journey: Journey, demand: Demand) => openWays('login', journey, demand).join();

test('design §2 first who it is, then the password that is too old, then nothing', () => {
  expect(ways(begun, NO_DEMAND)).toBe('password');
  expect(ways(begun, due)).toBe('password');
  expect(ways(proved, due)).toBe('new-password');
  expect(ways(proved, nothing)).toBe('');
});

test('R13.1 a warning keeps nobody, and a renewal that is due cannot be put off', () => {
  expect(ways(proved, soon)).toBe('password-soon');
  expect(ways(withWarning(proved, 'later'), soon)).toBe('');
  expect(ways(withWarning(proved, 'renew'), soon)).toBe('new-password');
  expect(ways(withWarning(proved, 'later'), due)).toBe('new-password');
});

test('security 1.19 a proof of a password that is no longer the account’s proves nothing', () => {
  expect(ways(proved, { ...nothing, passwordChosenAt: 2 })).toBe('password');
  expect(ways(proved, { ...due, passwordChosenAt: 2 })).toBe('password');
  const renewed = withRenewal(proved, 2);
  expect(ways(renewed, { ...nothing, passwordChosenAt: 2 })).toBe('');
  expect(renewed.proofs.map(({ at }) => at)).toEqual([NOW]);
});

test('security 1.3 a proof of another account starts over, and one by the same method takes the place of the earlier one', () => {
  const again = withProof(proved, { method: 'pwd', at: NOW + 5, accountId: 'a', chosenAt: 2 });
  expect(again.proofs).toEqual([{ method: 'pwd', at: NOW + 5, accountId: 'a', chosenAt: 2 }]);
  expect(withProof(proved, { method: 'pwd', at: NOW + 5, accountId: 'b', chosenAt: 2 }).proofs.map(({ accountId }) => accountId)).toEqual([
    'b',
  ]);
});

test('security 1.3 what one person wanted in a sign-in is not taken for what the next wants: no browser is trusted, nothing put off for another', () => {
  const planted: Journey = { ...proved, trusts: true, putOff: true, warning: 'later' };
  const other = withProof(planted, { method: 'pwd', at: NOW + 5, accountId: 'b', chosenAt: 2 });
  expect([other.trusts, other.putOff, other.warning]).toEqual([undefined, undefined, undefined]);
  const own = withProof(planted, { method: 'otp', at: NOW + 5, accountId: 'a', factorId: 'f' });
  expect([own.trusts, own.putOff, own.warning]).toEqual([true, true, 'later']);
});

test('leave to pass data on is asked whatever the password', () => {
  expect(openWays('consent', begun, NO_DEMAND)).toEqual(['consent']);
});

test('a step that is asked and has no screen lets nobody past', () => {
  expect(() => openWays('login', proved, { ...nothing, second: { kind: 'enrol', methods: [], mayWait: false } })).toThrow();
});

test('security 1.19 what was proved counts for the state of the account it was proved against, and for the person’s own changes since', () => {
  const anna = (stamp: number) => ({ stamp, username: 'Anna' });
  expect(besideAccount(begun, anna(4))).toBe(begun);
  const bound = besideAccount(proved, anna(4));
  expect(bound).toEqual({ ...proved, stamp: 4 });
  expect(besideAccount(bound, anna(4))).toBe(bound);
  const anew = besideAccount({ ...bound, warning: 'later', putOff: true, trusts: true }, anna(5));
  expect(anew).toEqual({ ...begun, shown: { problems: [], username: 'Anna', repaired: false, overtaken: true } });
  const own = withChange(bound);
  expect(besideAccount(own, anna(5))).toBe(own);
  for (const stamp of [4, 6]) expect(besideAccount(own, anna(stamp)).proofs).toEqual([]);
  expect([proved, own, withRenewal(bound, 2)].map(wasTold)).toEqual([false, true, true]);
});

test('security 1.19 who begins anew is nobody: nothing is asked of whom they were, and another proof binds anew', () => {
  const asked: Demand = { ...due, account: { stamp: 5, username: 'Anna' } };
  const anew = asItStands({ ...proved, stamp: 4 }, asked);
  expect([anew.demand, ways(anew.journey, anew.demand)]).toEqual([NO_DEMAND, 'password']);
  const again = withProof(anew.journey, { method: 'pwd', at: NOW + 5, accountId: 'a', chosenAt: 1 });
  expect(asItStands(again, asked)).toEqual({ journey: { ...again, stamp: 5 }, demand: asked });
  const other = withProof({ ...proved, stamp: 4, changes: 2 }, { method: 'pwd', at: NOW + 5, accountId: 'b', chosenAt: 1 });
  expect([other.stamp, other.changes]).toEqual([undefined, undefined]);
});
