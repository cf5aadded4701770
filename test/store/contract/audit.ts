import { describe, expect, test } from '@jest/globals';
import type { AuditRecord } from '../../../src/domain/audit/events.ts';
import { newId } from '../../../src/kernel/random.ts';
import { NOW } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

/** The audit log. */
export function auditContract(makePlace: MakePlace): void {
  describe('audit log', () => audit(makePlace));
}

function audit(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('the log gives back what happened, newest first, of one organisation or one account', async () => {
    const { audit } = used().store.ports;
    const [organisation, account] = [newId(), newId()];
    const records: AuditRecord[] = [
      {
        event: 'sign-in.refused',
        reason: 'wrong-password',
        organisation,
        account,
        actor: 'person',
        trace: 't',
        address: '192.0.2.1',
        at: NOW,
      },
      {
        event: 'token.refused',
        error: 'invalid_grant',
        detail: 'a\u0000b\ud800',
        client: 'app',
        organisation,
        actor: 'person',
        at: NOW + 1,
      },
      { event: 'keys.rotated', kids: ['k1'], actor: 'operator', at: NOW + 2 },
      { event: 'password.set', organisation, account, actor: 'operator', at: NOW + 3 },
    ];
    for (const record of records) await audit.record(record);
    expect(await audit.list({}, 1000)).toEqual(records.toReversed());
    expect((await audit.list({ organisation }, 2)).map(({ event }) => event)).toEqual(['password.set', 'token.refused']);
    expect((await audit.list({ account }, 10)).map(({ event }) => event)).toEqual(['password.set', 'sign-in.refused']);
    expect(await audit.list({ organisation: newId(), account }, 10)).toEqual([]);
    expect((await audit.list({ organisation, event: 'sign-in.refused' }, 10)).map(({ event }) => event)).toEqual(['sign-in.refused']);
  });

  test('what a process with a slow clock records stands by its time in an organisation’s log, and by its turn in the whole one', async () => {
    const { audit } = used().store.ports;
    const organisation = newId();
    const [early, late] = [NOW, NOW + 1].map((at): AuditRecord => ({ event: 'sign-out.done', organisation, actor: 'person', at }));
    await audit.recordAll([late, early] as AuditRecord[]);
    expect(await audit.list({ organisation }, 10)).toEqual([late, early]);
    expect(await audit.list({}, 2)).toEqual([early, late]);
    expect(await audit.list({ event: 'sign-out.done' }, 2)).toEqual([early, late]);
  });

  test('an account’s history is its own, since a moment, in parts, and of some events where they are named', async () => {
    const { audit } = used().store.ports;
    const [organisation, account] = [newId(), newId()];
    const row = (at: number, event: 'sign-out.done' | 'password.set', of = account): AuditRecord => {
      return { event, organisation, account: of, actor: 'person', at };
    };
    const [old, first, second, third] = [
      row(NOW - 1, 'sign-out.done'),
      row(NOW, 'sign-out.done'),
      row(NOW, 'password.set'),
      row(NOW + 1, 'sign-out.done'),
    ];
    await audit.recordAll([old, first, second, third, row(NOW, 'password.set', newId())]);
    expect(await audit.history(account, { since: NOW, skip: 0, limit: 10 })).toEqual([third, second, first]);
    expect(await audit.history(account, { since: NOW, skip: 1, limit: 1 })).toEqual([second]);
    expect(await audit.history(account, { since: 0, skip: 0, limit: 10, events: ['sign-out.done', 'keys.rotated'] })).toEqual([
      third,
      first,
      old,
    ]);
  });

  test('R6.2 the log knows when each account last signed in, and nothing of those that never did', async () => {
    const { audit } = used().store.ports;
    const [often, refused, other] = [newId(), newId(), newId()];
    const signIn = { event: 'sign-in.succeeded', amr: ['pwd'], acr: 'pwd', actor: 'person' } as const;
    for (const at of [NOW + 5, NOW]) await audit.record({ ...signIn, account: often, at });
    await audit.record({ event: 'sign-in.refused', reason: 'wrong-password', account: refused, actor: 'person', at: NOW });
    await audit.record({ ...signIn, account: other, at: NOW });
    expect(await audit.lastSignIns([often, refused])).toEqual(new Map([[often, NOW + 5]]));
    expect(await audit.lastSignIns([])).toEqual(new Map());
  });

  test('what happened in the same millisecond stays in the order in which it was recorded', async () => {
    const { audit } = used().store.ports;
    const organisation = newId();
    for (let at = 0; at < 20; at += 1)
      await audit.record({ event: 'sign-out.done', organisation, trace: String(at), actor: 'person', at: NOW });
    const traces = (await audit.list({ organisation }, 20)).map(({ trace }) => Number(trace));
    expect(traces).toEqual(Array.from({ length: 20 }, (_, at) => 19 - at));
  });
}
