// One right code, sent twenty times at once: of an app, a recovery code, a mailed one. By whoever reads over a shoulder, or
// presses often.
import { expect } from '@jest/globals';
import type { Installation } from '../../src/commands/installation.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { codeAt } from '../kit/authenticator.ts';
import type { Furnishing } from '../kit/furnish.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { setUpApp } from '../kit/second-step/app.ts';
import { type Halfway, halfway } from '../kit/second-step/halfway.ts';
import { latestCodeIn } from '../kit/second-step/mailed.ts';
import type { Answer } from '../kit/visitor.ts';

const AT_ONCE = 20;
/** Sign-ins of as many browsers that wait for the code of an app, or a recovery code: good in each of them. */
const SIGN_INS = 4;

/** The servers' database, what fills it, and an application. */
export interface Servers {
  readonly installation: Installation;
  readonly furnish: Pick<Furnishing, 'organisation' | 'person'>;
  readonly app: RelyingParty;
}

/** For each kind of code: of twenty that send the same at once, one gets through, and no browser but theirs gets anything. */
export async function sendSameCodes({ installation, furnish, app }: Servers): Promise<void> {
  const asked = { preferredLanguage: 'en', policy: { twoStep: 'required' } } as const;
  await furnish.organisation('beta', { ...asked, policy: { ...asked.policy, twoStepMethods: ['app'] } });
  const { id } = await furnish.person('beta', 'carel');
  const enrolling = await halfway(app, 'carel', { portal: 'beta' });
  const { secret, codes } = await setUpApp({ clock: systemClock }, app, enrolling);
  const { ports } = installation.store;
  const gotIn = async (account: string) =>
    (await ports.audit.list({ account }, 1000)).filter(({ event }) => event === 'sign-in.succeeded').length;
  expect(await gotIn(id)).toBe(1);

  const apps = await Promise.all(Array.from({ length: SIGN_INS }, () => halfway(app, 'carel', { portal: 'beta' })));
  // The step after the one by which it was set up.
  await expectOne(app, apps, codeAt(secret, systemClock.now(), 1));
  expect(await gotIn(id)).toBe(2);

  // Those that came too late were misses.
  await ports.counters.sweep(Number.MAX_SAFE_INTEGER, 10_000);
  const recovering = await Promise.all(apps.map(async () => atRecovery(await halfway(app, 'carel', { portal: 'beta' }))));
  await expectOne(app, recovering, codes[0] ?? '');
  expect(await gotIn(id)).toBe(3);

  const dora = await furnish.person('acme', 'dora', { email: 'dora@example.nl' });
  const mailed = await halfway(app, 'dora');
  await expectOne(app, [mailed], await latestCodeIn({ app: { installation }, clock: systemClock }));
  expect(await gotIn(dora.id)).toBe(1);
}

async function atRecovery(half: Halfway): Promise<Halfway> {
  return { ...half, page: await half.visitor.open(half.page.url.replace(/[\w-]+$/, 'recovery-code')) };
}

/** Of these sign-ins one ends at the application, with one authorization code however often it was sent there. */
async function expectOne(app: RelyingParty, halves: readonly Halfway[], code: string): Promise<void> {
  const sent = Array.from({ length: AT_ONCE }, (_, at) => halves[at % halves.length]).filter((half) => half !== undefined);
  const answers = await Promise.all(sent.map(async (half) => ({ half, answer: await half.visitor.post(half.page, { code }) })));
  expect(new Set(answers.map(({ answer }) => answer.status))).toEqual(new Set([303]));
  const ended = (answer: Answer) => app.isCallback(answer.headers.get('location') ?? '');
  const through = answers.filter(({ answer }) => ended(answer));
  expect(new Set(through.map(({ half }) => half)).size).toBe(1);
  expect(new Set(through.map(({ answer }) => new URL(answer.headers.get('location') ?? '').searchParams.get('code'))).size).toBe(1);
}
