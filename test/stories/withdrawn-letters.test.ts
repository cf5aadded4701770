import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { inviteAccount } from '../../src/domain/administration/invitations.ts';
import { listMails, retryFailedMails, retryMail } from '../../src/domain/administration/mails.ts';
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import type { ComposedMail, LetterRecord } from '../../src/domain/mail/ports.ts';
import { type MailWorker, startMailWorker } from '../../src/mailer/worker.ts';
import { createMailViews } from '../../src/views/mails.ts';
import { letterComposer, mailWork } from '../../src/wiring/mail.ts';
import { askFor, changed, openRecovery, type RecoveryStory } from '../kit/recovery.ts';

const views = createMailViews({ templatesDir: join(import.meta.dirname, '../../templates'), strict: true });
const said = () => undefined;

let story: RecoveryStory;
let worker: MailWorker;
let sent: ComposedMail[];

// No mail server: letters wait until the worker is told to look.
beforeEach(async () => {
  story = await openRecovery();
  sent = [];
  const { installation } = story.world.app;
  worker = startMailWorker({
    outbox: installation.store.ports.outbox,
    work: mailWork(installation),
    composer: letterComposer(installation, views),
    carrier: { handOver: async (_, mail) => ({ kind: 'accepted', sent: sent.push(mail) }) as const, close: async () => undefined },
    clock: story.world.clock,
    log: { info: said, warn: said, error: said },
    atOnce: 1,
    every: 3_600_000,
  });
});
afterEach(async () => {
  await worker.close();
  await story.world.close();
});

async function letters(): Promise<LetterRecord[]> {
  const found = await listMails(story.world.app.installation.store.ports, {});
  if (!found.done) throw new Error('the mails cannot be listed');
  const all: LetterRecord[] = [];
  for await (const letter of found.value) all.push(letter);
  return all;
}
const endings = async () => (await letters()).map(({ kind, state, reason }) => [kind, state, reason]);
const WITHDRAWN = (kind: string) => [kind, 'failed', 'withdrawn'];

test('security 1.16 an invitation that waited while its address was corrected or its account closed goes to nobody, and the list says so', async () => {
  const { world, people } = story;
  const { acting } = world.app.installation;
  await inviteAccount(acting, people.Anna);
  await changed(world, people.Anna, { email: 'right@people.example', username: 'Anna.Secret' });
  await worker.round();
  expect([sent, await endings()]).toEqual([[], [WITHDRAWN('activation')]]);
  await inviteAccount(acting, people.Anna, { again: true });
  await changed(world, people.Anna, { state: 'closed' });
  await worker.round();
  expect([sent, await endings()]).toEqual([[], [WITHDRAWN('activation'), WITHDRAWN('activation')]]);
});

test('R9.2 a letter that was withdrawn is withdrawn again when an operator queues it anew, and not queued with all that failed', async () => {
  const { world, people } = story;
  const { acting, store } = world.app.installation;
  await inviteAccount(acting, people.Anna);
  await inviteAccount(acting, people.Anna, { again: true });
  await worker.round();
  expect(sent.map(({ to }) => to.address)).toEqual(['anna@people.example']);
  const withdrawn = (await letters()).find(({ reason }) => reason === 'withdrawn');
  expect(await retryFailedMails(acting, store.ports.outbox)).toEqual({ done: true, value: { retried: 0 } });
  expect((await retryMail(acting, withdrawn?.id ?? '')).done).toBe(true);
  await worker.round();
  expect(sent).toHaveLength(1);
  expect(await endings()).toContainEqual(WITHDRAWN('activation'));
});

test('security 1.16 of a mail with links for several accounts those go out that still open something', async () => {
  const { world } = story;
  const mine = await world.person('acme', 'Bertha', { email: 'bert@people.example' });
  await askFor(world, 'forgot-password', { username: 'bert@people.example' });
  await changed(world, mine.id, { password: 'zeven egels in de tuin' });
  await worker.round();
  const reset = sent.find(({ text }) => text.includes('/reset/'));
  expect(reset?.text.match(/\/reset\/[\w-]{43}/g)).toHaveLength(1);
  expect(reset?.text).not.toContain('Bertha');
});

test('R4.1 nothing more is mailed for an organisation that has been suspended', async () => {
  const { world } = story;
  await askFor(world, 'forgot-password', { username: 'Bert' });
  await setOrganisation(world.app.installation.acting, 'acme', { state: 'suspended' });
  await worker.round();
  expect([sent, await endings()]).toEqual([[], [WITHDRAWN('password-reset')]]);
});
