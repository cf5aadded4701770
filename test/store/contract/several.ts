import { describe, expect, test } from '@jest/globals';
import type { LinkPurpose, NewLink } from '../../../src/domain/links/link.ts';
import { days } from '../../../src/kernel/duration.ts';
import { newId, randomToken } from '../../../src/kernel/random.ts';
import { NOW, organisation, password, settled } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

/** What one form asks of several accounts at once: in one statement, each as if it had been asked alone. */
export function severalContract(makePlace: MakePlace): void {
  describe('several at once', () => reads(makePlace));
  describe('links issued at once', () => issues(makePlace));
  describe('counters raised by several', () => raises(makePlace));
}

function reads(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('the passwords of several accounts are read at once; who has none is left out', async () => {
    const { store } = used();
    const { people } = await settled(store, 'anna', 'bert', 'cleo', 'dirk');
    const [anna = '', bert = '', cleo = '', dirk = ''] = people.map(({ id }) => id);
    for (const id of [anna, bert, dirk]) await store.ports.passwords.set(password(id, `phc of ${id}`, { changedAt: NOW + 3 }), 4);
    const found = await store.ports.passwords.byAccounts([bert, cleo, anna, newId()]);
    expect(found.toSorted((a, b) => (a.phc < b.phc ? -1 : 1))).toEqual(
      [anna, bert].sort().map((id) => password(id, `phc of ${id}`, { changedAt: NOW + 3 })),
    );
    expect(await store.ports.passwords.byAccounts([])).toEqual([]);
  });

  test('several organisations are read at once, each under its present name', async () => {
    const { organisations } = used().store.ports;
    const [one, two, other] = [organisation(), organisation(), organisation()];
    for (const each of [one, two, other]) await organisations.insert(each);
    await organisations.rename(two.id, `${two.portal}-new`);
    const found = await organisations.byIds([two.id, 'nobody', one.id]);
    const expected = [one, { ...two, portal: `${two.portal}-new` }];
    expect(found.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(expected.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    expect(await organisations.byIds([])).toEqual([]);
  });
}

function newLink(accountId: string, purpose: LinkPurpose, issuedAt = NOW): NewLink {
  const secrets = { id: newId(), tokenHash: randomToken(), codeDigest: randomToken() };
  const whose = { organisationId: newId(), accountId, emailKey: 'jan@acme.example', passwordChangedAt: undefined };
  return { ...secrets, purpose, ...whose, life: days(14), issuedAt };
}

function issues(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('settled 28 links issued at once end those of their own account and purpose, and no others', async () => {
    const { links } = used().store.ports;
    const [anna, bert, cleo] = [newId(), newId(), newId()];
    const older = [newLink(anna, 'activation'), newLink(bert, 'password-reset')];
    const kept = [newLink(anna, 'password-reset'), newLink(bert, 'activation'), newLink(cleo, 'activation')];
    for (const link of [...older, ...kept]) await links.issue(link);
    const news = [newLink(anna, 'activation', NOW + 1), newLink(bert, 'password-reset', NOW + 1), newLink(newId(), 'activation', NOW + 1)];
    await links.issueAll(news);
    const ends = async (issued: readonly NewLink[]) => Promise.all(issued.map(async ({ id }) => (await links.byId(id))?.ended));
    expect(await ends(older)).toEqual(older.map(() => ({ at: NOW + 1, why: 'replaced' })));
    expect(await ends([...kept, ...news])).toEqual(Array(6).fill(undefined));
    expect(await links.byTokenHash(news[2]?.tokenHash ?? '')).toMatchObject({ ...news[2], handedOverAt: undefined, usedAt: undefined });
  });

  test('settled 28 of links issued at once for the same accounts, in any order, each account keeps one', async () => {
    const { store } = used();
    const accounts = Array.from({ length: 6 }, () => newId());
    const turned = (at: number) => [...accounts.slice(at % 6), ...accounts.slice(0, at % 6)];
    const issuing = Array.from({ length: 20 }, (_, at) => turned(at).map((id) => newLink(id, 'password-reset', NOW + at)));
    await Promise.all(issuing.map((news) => store.work(({ links }) => links.issueAll(news))));
    const open = await store.ports.links.open(accounts, NOW + 20);
    expect(open.map(({ accountId }) => accountId).sort()).toEqual(accounts.toSorted());
    for (const [first] of issuing) expect(await store.ports.links.byId(first?.id ?? '')).toBeDefined();
  });
}

function raises(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('settled 37 counters are raised by several at once where all of it has room', async () => {
    const { counters } = used().store.ports;
    const [room, full, forgotten, unknown] = [newId(), newId(), newId(), newId()];
    await counters.reserve(
      [
        { key: room, remember: 1000 },
        { key: full, remember: 1000 },
      ],
      NOW,
    );
    await counters.reserve([{ key: forgotten, remember: 1 }], NOW);
    const wanted = [room, full, forgotten, unknown].map((key) => ({ key, by: key === full ? 5 : 4, ceiling: 5 }));
    expect(await counters.raise(wanted, NOW + 1)).toEqual(new Set([room]));
    expect(await counters.read([room, full, forgotten, unknown], NOW)).toEqual([5, 1, 1, 0]);
    expect(await counters.raise([], NOW)).toEqual(new Set());
  });

  test('security 1.5 of twenty that raise a counter at once no more are served than it has room for', async () => {
    const { counters } = used().store.ports;
    const key = newId();
    await counters.reserve([{ key, remember: 1000 }], NOW);
    const raised = await Promise.all(Array.from({ length: 20 }, () => counters.raise([{ key, by: 2, ceiling: 8 }], NOW)));
    expect(raised.filter(({ size }) => size > 0)).toHaveLength(3);
    expect(await counters.read([key], NOW)).toEqual([7]);
  });
}
