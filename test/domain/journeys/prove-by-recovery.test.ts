import { expect, test } from '@jest/globals';
import { addAccount } from '../../../src/domain/administration/accounts.ts';
import { addOrganisation } from '../../../src/domain/administration/organisations.ts';
import { BusyError } from '../../../src/domain/credentials/busy.ts';
import { proveByRecovery } from '../../../src/domain/journeys/prove-by-recovery.ts';
import { clearedByCode } from '../../../src/domain/throttle/code-tries.ts';
import { made, useWorld } from '../administration/world.ts';

const world = useWorld();
const CODE = 'AB23-CDEF-2345-6789';

/** Types a code that is nobody's, so often; what came of each, and how often was counted in the end. */
async function typing(times: number, verify: () => Promise<boolean>) {
  const { store, acting } = world();
  const organisation = made(await addOrganisation(acting, { portal: 'acme', name: 'Acme' }));
  const { id } = made(await addAccount(acting, 'acme', { username: 'Anna' }));
  const account = await store.ports.accounts.byId(id);
  if (!account) throw new Error('no account');
  const now = acting.clock.now();
  const asked = { organisation, account, typed: CODE, now, audit: {}, device: { browser: undefined, system: undefined } };
  const needs = { ...store.ports, hasher: { verify }, later: () => undefined };
  const kinds: string[] = [];
  for (let time = 0; time < times; time += 1)
    kinds.push(
      await proveByRecovery(needs as never, asked as never).then(
        ({ kind }) => kind,
        (error: Error) => error.name,
      ),
    );
  const counts = await store.ports.counters.read([...clearedByCode(id), `recovery|${id}`], now);
  return { kinds, counts };
}

test('security 2.1 who types a recovery code and is sent away because it is busy has tried nothing, however often', async () => {
  const busy = async () => {
    throw new BusyError(3);
  };
  const { kinds, counts } = await typing(7, busy);
  expect(new Set(kinds)).toEqual(new Set([new BusyError(3).name]));
  expect(counts).toEqual([0, 0, 0]);
});

test('security 2.2 wrong ones count, five an hour', async () => {
  expect(await typing(6, async () => false)).toEqual({ kinds: [...Array(5).fill('wrong'), 'wait'], counts: [5, 5, 5] });
});

test('security 1.40 a failure that is not for being busy gives no try back', async () => {
  const broken = async () => {
    throw new Error('disk full');
  };
  expect((await typing(2, broken)).counts).toEqual([2, 2, 2]);
});
