import { describe, expect, test } from '@jest/globals';
import type { Counters } from '../../../src/domain/throttle/ports.ts';
import { newId, randomToken } from '../../../src/kernel/random.ts';
import { account, NOW, organisation } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

const LATER = NOW + 60_000;

/** What is asked for at once. */
export function togetherContract(makePlace: MakePlace): void {
  describe('things done together', () => together(makePlace));
}

function together(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('what is asked for at once happens, and each part hears what came of it', async () => {
    const { store } = used();
    const [code, token, counter, grant] = [randomToken(), randomToken(), newId(), newId()];
    await store.ports.artifacts.upsert('AuthorizationCode', code, { grantId: grant }, LATER);
    const answers = await store.together<unknown>(({ artifacts, counters, audit }) => [
      artifacts.consume('AuthorizationCode', code, NOW),
      artifacts.upsert('AccessToken', token, { grantId: grant }, LATER),
      counters.reserve([{ key: counter, remember: 1000 }], NOW),
      counters.clear([newId()]),
      artifacts.destroy('AccessToken', randomToken()),
      audit.record({ event: 'grant.issued', account: grant, actor: 'person', at: NOW }),
    ]);
    expect(answers).toEqual([true, undefined, [1], undefined, false, undefined]);
    expect(await store.ports.artifacts.find('AccessToken', token)).toMatchObject({ grantId: grant });
    expect(await store.ports.counters.read([counter], NOW)).toEqual([1]);
    expect(await store.ports.audit.list({ account: grant }, 10)).toHaveLength(1);
  });

  test('where no part is asked what came of it, all of them happen', async () => {
    const { store } = used();
    const [marked, grant] = [newId(), newId()];
    const answers = await store.together<void>(({ counters, audit }) => [
      counters.mark(marked, LATER),
      audit.record({ event: 'grant.issued', account: grant, actor: 'person', at: NOW }),
    ]);
    expect(answers).toEqual([undefined, undefined]);
    expect(await store.ports.counters.read([marked], NOW)).toEqual([1]);
    expect(await store.ports.audit.list({ account: grant }, 10)).toHaveLength(1);
  });

  test('when one part cannot be, nothing of the rest happened, and whoever asked hears why', async () => {
    const { store } = used();
    const token = randomToken();
    const attempt = store.together<unknown>(({ artifacts, accounts }) => [
      artifacts.upsert('AccessToken', token, {}, LATER),
      accounts.insert(account('no such organisation', 'jan')),
    ]);
    await expect(attempt).rejects.toThrow(/foreign key/i);
    expect(await store.ports.artifacts.find('AccessToken', token)).toBeUndefined();
  });

  test('what is made of an answer afterwards is waited for, and may ask for more', async () => {
    const { store } = used();
    const [first, second] = [newId(), newId()];
    const raiseBoth = async (counters: Counters) => {
      const [count] = await counters.reserve([once], NOW);
      return count === undefined ? 'no' : store.ports.counters.reserve([{ key: second, remember: 1000 }], NOW);
    };
    const once = { key: first, remember: 1000, ceiling: 1 };
    const raise = () => store.together(({ counters }) => [raiseBoth(counters)]);
    expect([await raise(), await raise()]).toEqual([[[1]], ['no']]);
    expect(await store.ports.counters.read([first, second], NOW)).toEqual([1, 1]);
  });

  test('many that are asked for by many at once all happen', async () => {
    const { store } = used();
    const key = newId();
    const tokens = Array.from({ length: 30 }, () => randomToken());
    const each = tokens.map((token) =>
      store.together<unknown>(({ artifacts, counters }) => [
        artifacts.upsert('AccessToken', token, {}, LATER),
        counters.reserve([{ key, remember: 1000 }], NOW),
      ]),
    );
    const counts = (await Promise.all(each)).map(([, reserved]) => (reserved as number[])[0] ?? 0);
    expect(counts.toSorted((one, other) => one - other)).toEqual(tokens.map((_, at) => at + 1));
    const found = await Promise.all(tokens.map((token) => store.ports.artifacts.find('AccessToken', token)));
    expect(found.every((payload) => payload !== undefined)).toBe(true);
  });

  test('what takes more than one statement, or waits in between, is refused whole', async () => {
    const { store } = used();
    const token = randomToken();
    const transaction = store.together<unknown>(({ artifacts, organisations }) => [
      artifacts.upsert('AccessToken', token, {}, LATER),
      organisations.insert(organisation()),
    ]);
    await expect(transaction).rejects.toThrow('only single statements');
    const waiting = store.together<unknown>(({ artifacts }) => [
      Promise.resolve().then(() => artifacts.upsert('AccessToken', token, {}, LATER)),
    ]);
    await expect(waiting).rejects.toThrow('at once');
    expect(await store.ports.artifacts.find('AccessToken', token)).toBeUndefined();
  });

  test('a step that asks for nothing else than what is refused fails once, for who asked', async () => {
    const { store } = used();
    const alone = store.together<unknown>(({ organisations }) => [organisations.insert(organisation())]);
    await expect(alone).rejects.toThrow('only single statements');
  });

  test('nothing asked for is nothing done', async () => {
    expect(await used().store.together(() => [])).toEqual([]);
  });
}
