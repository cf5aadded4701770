import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { challenges } from '../../../src/crypto/challenges.ts';
import { generateKeyring } from '../../../src/crypto/keyring.ts';
import { linkSecrets } from '../../../src/crypto/link-secrets.ts';
import { askForPassword, askForUserNames } from '../../../src/domain/links/ask.ts';
import { askForPortals } from '../../../src/domain/links/ask-portals.ts';
import { enterCode } from '../../../src/domain/links/enter-code.ts';
import { evenly } from '../../../src/domain/links/evenly.ts';
import { mailCode } from '../../../src/domain/links/mail-code.ts';
import type { Store } from '../../../src/domain/ports.ts';
import { openStore } from '../../../src/store/store.ts';
import { SEALS } from '../../kit/mail/letters.ts';
import { NOW, organisation } from '../../store/contract/builders.ts';

/** Never sooner than this, however fast or slow the machine is; a timer may go off a millisecond early. */
const LEAST = 24;

const after = (time: number) => new Promise((resolve) => setTimeout(resolve, time));

async function timed(step: () => Promise<unknown>): Promise<{ readonly took: number; readonly came: unknown }> {
  const begun = performance.now();
  const came = await step().catch((error: unknown) => error);
  return { took: performance.now() - begun, came };
}

test('settled 42 what is found at once is not told at once', async () => {
  const { took, came } = await timed(() => evenly(async () => 'nobody'));
  expect([came, took > LEAST]).toEqual(['nobody', true]);
});

test('settled 42 nor does what goes wrong come sooner', async () => {
  const broken = new Error('the database is away');
  const { took, came } = await timed(() => evenly(async () => Promise.reject(broken)));
  expect([came, took > LEAST]).toEqual([broken, true]);
});

test('what takes longer by itself waits for nothing more', async () => {
  const order: string[] = [];
  await evenly(async () => {
    await after(2 * LEAST);
    setTimeout(() => order.push('a moment later'), 1);
  });
  order.push('told');
  expect(order).toEqual(['told']);
});

let store: Store;
beforeAll(async () => {
  store = await openStore({ url: 'sqlite::memory:' }, SEALS);
});
afterAll(() => store.close());

/** What a stranger can ask for, of nobody: with an empty database it is found in a fraction of the time. */
const ASKED: Readonly<Record<string, () => Promise<unknown>>> = {
  'a new password': () => askForPassword(asking(), { ...stranger(), typed: 'nobody' }),
  'user names': () => askForUserNames(asking(), { ...stranger(), typed: 'nobody@people.example' }),
  portals: () => askForPortals(asking(), { ...stranger(), typed: 'nobody@people.example', locale: 'nl' }),
  'a code for the extra check': () =>
    mailCode(asking(), { ...stranger(), typed: 'nobody', form: { purpose: 'sign-in', browserId: 'browser' }, locale: 'nl', now: NOW }),
  'whether a code is right': () => enterCode(asking(), { ...stranger(), whom: 'nobody', code: '0000-0000', now: NOW }),
};

function asking() {
  const keyring = generateKeyring();
  const difficulty = { iterations: 1, tries: 1 };
  const crypto = { secrets: linkSecrets(keyring), challenges: challenges(keyring, difficulty), issuer: 'https://login.example' };
  return { ...store.ports, work: store.work, ...crypto };
}

function stranger() {
  return { organisation: organisation(), asked: { at: NOW, device: undefined }, counted: undefined, audit: {} } as const;
}

test.each(Object.keys(ASKED))('settled 42 a stranger who asks for %s is not answered sooner than anybody else', async (what) => {
  const ask = () => ASKED[what]?.() ?? Promise.resolve();
  // The first time takes longer by itself.
  await ask();
  const { took } = await timed(ask);
  expect(took).toBeGreaterThan(LEAST);
});
