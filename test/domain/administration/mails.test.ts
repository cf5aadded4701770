import { expect, test } from '@jest/globals';
import { addAccount, setAccount } from '../../../src/domain/administration/accounts.ts';
import { listMails, retryFailedMails, retryMail } from '../../../src/domain/administration/mails.ts';
import { addOrganisation } from '../../../src/domain/administration/organisations.ts';
import type { NotHandedOver } from '../../../src/domain/mail/ports.ts';
import { letter } from '../../kit/mail/letters.ts';
import { all, made, useWorld } from './world.ts';

const used = useWorld();

const GIVEN_UP: NotHandedOver = { state: 'failed', reason: 'given-up' };
const STOPPED: NotHandedOver = { state: 'failed', reason: 'address-stopped' };
const GONE: NotHandedOver = { state: 'bounced', stop: true, reason: 'no-such-address' };

/** A letter with which this happened. */
async function posted(to: string, organisation: string, outcome?: NotHandedOver): Promise<string> {
  const { store, acting } = used();
  const now = acting.clock.now();
  const id = await store.ports.outbox.post(letter(to, { organisation, account: undefined }), now);
  const held = outcome && (await store.ports.outbox.take(now, 1000));
  if (held) await store.ports.outbox.notHandedOver(held, outcome, now);
  return id;
}

test('R9.2 mails are listed by organisation and state, and questions that cannot be are refused together', async () => {
  const { store, acting } = used();
  const acme = made(await addOrganisation(acting, { portal: 'acme', name: 'Acme' }));
  const failed = await posted('a@acme.example', acme.id, GIVEN_UP);
  const elsewhere = await posted('b@acme.example', 'other', GIVEN_UP);
  const waiting = await posted('c@acme.example', acme.id);
  const ids = async (question: Parameters<typeof listMails>[1]) =>
    (await all(made(await listMails(store.ports, question)))).map(({ id }) => id).sort();
  expect(await ids({})).toEqual([failed, elsewhere, waiting].sort());
  expect([await ids({ portal: 'acme' }), await ids({ portal: 'ACME', state: 'failed' })]).toEqual([[failed, waiting].sort(), [failed]]);
  expect(await listMails(store.ports, { portal: 'nowhere', state: 'lost' })).toMatchObject({
    faults: [{ field: 'state' }, { field: 'portal' }],
  });
});

test('a mail that was given up is queued anew and that is recorded; one that waits or is unknown is not', async () => {
  const { store, acting } = used();
  const id = await posted('a@acme.example', 'acme', GIVEN_UP);
  expect(made(await retryMail(acting, id))).toMatchObject({ id, state: 'queued', attempts: 0 });
  expect(await store.ports.audit.list({}, 9)).toMatchObject([
    { event: 'mail.retried', letter: id, organisation: 'acme', actor: 'operator' },
  ]);
  expect([await retryMail(acting, id), await retryMail(acting, 'nothing')]).toMatchObject([
    { faults: [{ field: 'mail', code: 'conflict' }] },
    { faults: [{ field: 'mail', code: 'unknown' }] },
  ]);
});

test('all that was given up is queued anew at once, however much, but nothing to an address that bounced', async () => {
  const { store, acting } = used();
  for (let at = 0; at < 230; at += 1) await posted(`p${at}@acme.example`, 'acme', GIVEN_UP);
  const stopped = await posted('gone@acme.example', 'acme', STOPPED);
  await posted('gone@acme.example', 'acme', GONE);
  expect(await retryFailedMails(acting, store.ports.outbox)).toEqual({ done: true, value: { retried: 230 } });
  expect((await store.ports.outbox.list({ state: 'failed' }, 9)).map(({ id }) => id)).toEqual([stopped]);
  expect(await store.ports.outbox.isStopped('gone@acme.example')).toBe(true);
});

test('R9.5 writing down an address again, or another one, lifts the stop on the one that was written', async () => {
  const { store, acting } = used();
  made(await addOrganisation(acting, { portal: 'acme', name: 'Acme' }));
  const jan = made(await addAccount(acting, 'acme', { username: 'jan', email: 'Jan@acme.example' }));
  await posted('jan@acme.example', 'acme', GONE);
  await posted('new@acme.example', 'acme', GONE);
  const stops = () => Promise.all(['jan@acme.example', 'new@acme.example'].map((address) => store.ports.outbox.isStopped(address)));
  made(await setAccount(acting, jan.id, { givenName: 'Jan' }));
  expect(await stops()).toEqual([true, true]);
  made(await setAccount(acting, jan.id, { email: 'new@acme.example' }));
  expect(await stops()).toEqual([true, false]);
});
