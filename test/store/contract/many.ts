import { describe, expect, test } from '@jest/globals';
import type { AuditRecord } from '../../../src/domain/audit/events.ts';
import type { NewLink } from '../../../src/domain/links/link.ts';
import { days } from '../../../src/kernel/duration.ts';
import { newId, randomToken } from '../../../src/kernel/random.ts';
import { invitation, letter } from '../../kit/mail/letters.ts';
import { account, NOW, settled } from './builders.ts';
import { takeAll } from './letters-taken.ts';
import { type MakePlace, useStore } from './place.ts';

const MANY = 200;
const many = <T>(make: (at: number) => T) => Array.from({ length: MANY }, (_, at) => make(at));

/** What an import writes: many rows in one statement, each as if it had been written alone. */
export function manyContract(makePlace: MakePlace): void {
  describe('many rows at once', () => rows(makePlace));
}

function rows(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('R2.2 accounts are added but those whose name is taken, and which were is told', async () => {
    const { store } = used();
    const { customer, people } = await settled(store, 'p7');
    const news = many((at) => account(customer.id, `p${at}`, { email: undefined, emailKey: undefined }));
    const added = await store.ports.accounts.insertAll(news);
    expect([...added].sort()).toEqual(news.flatMap(({ id }, at) => (at === 7 ? [] : [id])).sort());
    const keys = many((at) => `p${at}`);
    const found = await store.ports.accounts.byUsernames(customer.id, [...keys, 'nobody']);
    const expected = news.map((one, at) => (at === 7 ? people[0] : one));
    expect(found.toSorted((a, b) => keys.indexOf(a.usernameKey) - keys.indexOf(b.usernameKey))).toEqual(expected);
    expect(await store.ports.accounts.byUsernames(newId(), ['p1'])).toEqual([]);
  });

  test('R2.2 of twenty that add the same accounts at once each account is added by one', async () => {
    const { store } = used();
    const { customer } = await settled(store);
    const attempts = Array.from({ length: 20 }, (_, turn) =>
      Array.from({ length: 10 }, (_, at) => account(customer.id, `q${(at + turn) % 10}`)),
    );
    const added = await Promise.all(attempts.map((news) => store.work(({ accounts }) => accounts.insertAll(news))));
    expect(added.reduce((sum, { size }) => sum + size, 0)).toBe(10);
    expect(await store.ports.accounts.list(customer.id, 100)).toHaveLength(10);
  });

  test('first links come back as they were issued, and a later one ends the first one of its account', async () => {
    const { links } = used().store.ports;
    const purpose = { purpose: 'activation', organisationId: newId(), emailKey: 'jan@acme.example', passwordChangedAt: undefined } as const;
    const drawn = () => ({ id: newId(), tokenHash: randomToken(), codeDigest: randomToken() });
    const news = many((): NewLink => ({ ...drawn(), ...purpose, accountId: newId(), life: days(14), issuedAt: NOW }));
    await links.issueFirst(news);
    const [first, second] = news;
    if (!first || !second) throw new Error('no links');
    expect(await links.byTokenHash(first.tokenHash)).toEqual({ ...first, handedOverAt: undefined, usedAt: undefined, ended: undefined });
    await links.issue({ ...first, ...drawn(), issuedAt: NOW + 1 });
    expect(await links.byId(first.id)).toMatchObject({ ended: { at: NOW + 1, why: 'replaced' } });
    expect(await links.open([first.accountId, second.accountId], NOW + 2)).toHaveLength(2);
  });

  test('R18.1 letters are taken each with its own words, behind what somebody waits for, and not before their time', async () => {
    const { store } = used();
    const { outbox } = store.ports;
    const letters = many((at) => letter(`p${at}@acme.example`, { mail: invitation(), ...(at === 3 && { notBefore: NOW + 1 }) }));
    await store.work((ports) => ports.outbox.postAll(letters, NOW - 1));
    const urgent = await outbox.post(letter('anna@acme.example'), NOW);
    const [first, ...others] = await takeAll(store, NOW);
    expect(first?.id).toBe(urgent);
    expect(others.map((held) => held.letter?.to).sort()).toEqual(letters.flatMap(({ to }, at) => (at === 3 ? [] : [to])).sort());
    expect((await takeAll(store, NOW + 1)).map((held) => held.letter)).toEqual([letters[3]]);
  });

  test('security 1.39 audit rows are kept in the order in which they were given', async () => {
    const { audit } = used().store.ports;
    const organisation = newId();
    const records = many((at): AuditRecord => ({ event: 'account.created', fields: [`f${at}`], actor: 'operator', organisation, at: NOW }));
    await audit.recordAll(records);
    expect(await audit.list({ organisation }, 1000)).toEqual(records.toReversed());
  });
}
