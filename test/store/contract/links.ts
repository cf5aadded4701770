import { describe, expect, test } from '@jest/globals';
import { HEALS_FOR, type NewLink } from '../../../src/domain/links/link.ts';
import { days, minutes } from '../../../src/kernel/duration.ts';
import { newId, randomToken } from '../../../src/kernel/random.ts';
import { NOW, settled } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

const LIFE = days(14);

/** Mailed links: one winner, one open link an account and purpose, a life that begins at hand-over. */
export function linksContract(makePlace: MakePlace): void {
  describe('mailed links', () => uses(makePlace));
  describe('lives of mailed links', () => lives(makePlace));
  describe('accounts on an address', () => addresses(makePlace));
}

function newLink(accountId: string, more: Partial<NewLink> = {}): NewLink {
  const id = newId();
  const purpose = { purpose: 'activation', organisationId: newId(), emailKey: 'jan@acme.example', passwordChangedAt: undefined } as const;
  return { id, ...purpose, accountId, tokenHash: randomToken(), codeDigest: randomToken(), life: LIFE, issuedAt: NOW, ...more };
}

function uses(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('security 2.2 a link is found by its token’s digest and comes back as it was issued', async () => {
    const { links } = used().store.ports;
    const link = newLink(newId(), { passwordChangedAt: NOW - 1 });
    await links.issue(link);
    const kept = { ...link, handedOverAt: undefined, usedAt: undefined, ended: undefined };
    expect([await links.byTokenHash(link.tokenHash), await links.byId(link.id)]).toEqual([kept, kept]);
    expect(await links.byTokenHash(randomToken())).toBeUndefined();
  });

  test('security 1.16 of twenty that use a link at once one is the one', async () => {
    const { store } = used();
    const link = newLink(newId());
    await store.ports.links.issue(link);
    const won = await Promise.all(Array.from({ length: 20 }, () => store.work(({ links }) => links.use(link.id, NOW + 1))));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await store.ports.links.byId(link.id)).toMatchObject({ usedAt: NOW + 1 });
  });

  test('security 1.16 what is done with a link counts only together with its use', async () => {
    const { store } = used();
    const link = newLink(newId());
    await store.ports.links.issue(link);
    const failing = store.work(async ({ links }) => {
      expect(await links.use(link.id, NOW + 1)).toBe(true);
      throw new Error('the password could not be stored');
    });
    await expect(failing).rejects.toThrow('could not be stored');
    expect(await store.ports.links.use(link.id, NOW + 2)).toBe(true);
  });

  test('settled 28 a newer link ends the older one of the same purpose, also of twenty issued at once', async () => {
    const { store } = used();
    const { links } = store.ports;
    const account = newId();
    const other = newLink(account, { purpose: 'password-reset' });
    await links.issue(other);
    const issued = Array.from({ length: 20 }, (_, at) => newLink(account, { issuedAt: NOW + at }));
    await Promise.all(issued.map((link) => store.work((ports) => ports.links.issue(link))));
    const open = await links.open([account], NOW + 20);
    expect(open.map(({ purpose }) => purpose).sort()).toEqual(['activation', 'password-reset']);
    const [alive] = open.filter(({ purpose }) => purpose === 'activation');
    const dead = issued.filter(({ id }) => id !== alive?.id);
    expect(await Promise.all(dead.map(({ id }) => links.use(id, NOW + 20)))).toEqual(dead.map(() => false));
    expect(await links.byId(dead[0]?.id ?? '')).toMatchObject({ ended: { why: 'replaced' } });
  });

  test('security 1.16 a change of the account ends all its open links, and says why', async () => {
    const { links } = used().store.ports;
    const [account, another] = [newId(), newId()];
    const [one, two, foreign] = [newLink(account), newLink(account, { purpose: 'password-reset' }), newLink(another)];
    for (const link of [one, two, foreign]) await links.issue(link);
    await links.endAll(account, 'withdrawn', NOW + 5);
    await links.endAll(account, 'password-changed', NOW + 6);
    expect([await links.use(one.id, NOW + 7), await links.use(two.id, NOW + 7), await links.use(foreign.id, NOW + 7)]).toEqual([
      false,
      false,
      true,
    ]);
    expect(await links.byId(one.id)).toMatchObject({ ended: { at: NOW + 5, why: 'withdrawn' }, usedAt: undefined });
  });
}

function lives(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('R7.3 a life counts from hand-over, and a letter that went out twice lives from the second time', async () => {
    const { links } = used().store.ports;
    const link = newLink(newId());
    await links.issue(link);
    expect(await links.open([link.accountId], NOW + LIFE - 1)).toHaveLength(1);
    expect(await links.open([link.accountId], NOW + LIFE)).toEqual([]);
    await links.handedOver(link.id, NOW + days(3));
    await links.handedOver(link.id, NOW + days(2));
    expect(await links.byId(link.id)).toMatchObject({ handedOverAt: NOW + days(3) });
    expect(await links.use(link.id, NOW + days(3) + LIFE)).toBe(false);
    expect(await links.use(link.id, NOW + days(3) + LIFE - 1)).toBe(true);
  });

  test('R7.6 a dead link is remembered for sixty days, and what stands for nobody for a minute', async () => {
    const { links } = used().store.ports;
    const link = newLink(newId());
    await links.issue(link);
    await links.decoy(newId(), NOW);
    const end = NOW + LIFE + HEALS_FOR;
    expect(await links.sweep(NOW + minutes(1), 100)).toBe(0);
    expect(await links.sweep(NOW + minutes(1) + 1, 100)).toBe(1);
    expect(await links.sweep(end, 100)).toBe(0);
    await links.handedOver(link.id, NOW + 10);
    expect(await links.sweep(end + 10, 100)).toBe(0);
    expect(await links.sweep(end + 11, 100)).toBe(1);
    expect(await links.byId(link.id)).toBeUndefined();
  });

  test('the newest of an account and purpose is found, whatever became of it', async () => {
    const { links } = used().store.ports;
    const account = newId();
    const [first, second] = [newLink(account), newLink(account)];
    await links.issue(first);
    await links.issue(second);
    expect(await links.newest(account, 'activation')).toMatchObject({ id: second.id });
    await links.endAll(account, 'withdrawn', NOW);
    expect(await links.newest(account, 'activation')).toMatchObject({ id: second.id, ended: { why: 'withdrawn' } });
    expect(await links.newest(account, 'password-reset')).toBeUndefined();
  });
}

function addresses(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('R6.2 all accounts on an address are found, of one portal or of all, up to as many as asked for', async () => {
    const { store } = used();
    const { customer } = await settled(store, 'bert', 'anna');
    await settled(store, 'anna');
    const { accounts } = store.ports;
    const names = async (found: Promise<readonly { username: string }[]>) => (await found).map(({ username }) => username);
    expect(await names(accounts.byEmail(customer.id, 'jan@acme.example', 10))).toEqual(['anna', 'bert']);
    expect(await names(accounts.byEmail(customer.id, 'jan@acme.example', 1))).toEqual(['anna']);
    expect(await names(accounts.byEmailAnywhere('jan@acme.example', 10))).toHaveLength(3);
    expect(await accounts.byEmail(customer.id, 'other@acme.example', 10)).toEqual([]);
  });
}
