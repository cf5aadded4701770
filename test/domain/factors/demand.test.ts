import { describe, expect, test } from '@jest/globals';
import { type Asked, canBeMet, secondStep } from '../../../src/domain/factors/demand.ts';
import { NO_TWO_STEP, type TwoStepFacts } from '../../../src/domain/factors/facts.ts';
import { twoStepRules } from '../../../src/domain/organisations/organisation.ts';
import { policySchema } from '../../../src/domain/organisations/policy.ts';

const NOW = Date.UTC(2026, 0, 5, 9);
const rulesBy = (policy: Record<string, unknown>, role: 'candidate' | 'contact' = 'candidate', client = 'exam') =>
  twoStepRules({ policy: policySchema.parse(policy) }, role, client);
const step = (policy: Record<string, unknown>, facts: Partial<TwoStepFacts> = {}, more: Partial<Asked> = {}) =>
  secondStep({ rules: rulesBy(policy), facts: { ...NO_TWO_STEP, ...facts }, reachable: true, strength: 'none', now: NOW, ...more });

const withApp = { apps: ['a'], recoveryCodes: 10 };

describe('R14.1 what an organisation asks', () => {
  test('off and optional ask nothing of who has nothing, and what is enrolled is always asked', () => {
    for (const twoStep of ['off', 'optional']) {
      expect(step({ twoStep })).toEqual({ kind: 'none' });
      expect(step({ twoStep }, withApp)).toEqual({ kind: 'prove', ways: ['app', 'recovery'], skippable: false });
      expect(step({ twoStep }, { byMailSince: 1 })).toMatchObject({ ways: ['mail'] });
    }
  });

  test('required is a mailed code for who has nothing, and an app where mail is not allowed or cannot arrive', () => {
    expect(step({ twoStep: 'required' })).toMatchObject({ kind: 'prove', ways: ['mail'] });
    expect(step({ twoStep: 'required', twoStepMethods: ['app'] })).toEqual({ kind: 'enrol', methods: ['app'], mayWait: false });
    expect(step({ twoStep: 'required' }, {}, { reachable: false })).toMatchObject({ kind: 'enrol', methods: ['app', 'passkey'] });
    expect(step({ twoStep: 'required', twoStepMethods: ['mail'] }, {}, { reachable: false })).toEqual({ kind: 'stuck' });
  });

  test('some sign-ins, or all until a day, are let through before something must be set up', () => {
    const required = { twoStep: 'required', twoStepMethods: ['app'] };
    expect(step({ ...required, twoStepGraceSignIns: 2 }, { graceUsed: 1 })).toMatchObject({ mayWait: true });
    expect(step({ ...required, twoStepGraceSignIns: 2 }, { graceUsed: 2 })).toMatchObject({ mayWait: false });
    expect(step({ ...required, twoStepFrom: '2026-01-06' })).toMatchObject({ mayWait: true });
    expect(step({ ...required, twoStepFrom: '2026-01-05' })).toMatchObject({ mayWait: false });
    expect(step({ ...required, twoStepGraceSignIns: 2 }, {}, { strength: 'strong' })).toMatchObject({ mayWait: false });
  });

  test('by role and by application: contact persons always, and never by a mailbox', () => {
    const of = (role: 'candidate' | 'contact', client: string, policy: Record<string, unknown>) =>
      secondStep({ rules: rulesBy(policy, role, client), facts: NO_TWO_STEP, reachable: true, strength: 'none', now: NOW });
    expect(of('contact', 'exam', { twoStep: 'off', twoStepGraceSignIns: 9 })).toEqual({
      kind: 'enrol',
      methods: ['app', 'passkey'],
      mayWait: false,
    });
    expect(of('contact', 'exam', { twoStepMethods: ['mail'] })).toMatchObject({ methods: ['app'] });
    expect(of('candidate', 'exam', { twoStep: 'required', twoStepCandidates: 'off' })).toEqual({ kind: 'none' });
    expect(of('candidate', 'exam', { twoStepApps: ['exam'] })).toMatchObject({ kind: 'prove' });
    expect(of('candidate', 'practice', { twoStepApps: ['exam'] })).toEqual({ kind: 'none' });
  });
});

test('settled 27: who has an app is mailed a code only where the policy says so', () => {
  expect(step({ twoStep: 'required' }, withApp)).toMatchObject({ ways: ['app', 'recovery'] });
  expect(step({ twoStep: 'required', twoStepMailBesideApp: true }, withApp)).toMatchObject({ ways: ['app', 'mail', 'recovery'] });
});

test('ux 1.8 what was used last comes first, and a recovery code never does', () => {
  const both = { apps: ['a'], passkeys: ['k'], recoveryCodes: 1 };
  expect(step({}, both)).toMatchObject({ ways: ['passkey', 'app', 'recovery'] });
  expect(step({}, { ...both, lastMethod: 'app' })).toMatchObject({ ways: ['app', 'passkey', 'recovery'] });
  expect(step({}, { recoveryCodes: 3 })).toEqual({ kind: 'none' });
});

test('R14.6 a trusted browser spares the second step where the organisation says so, but no contact person', () => {
  const trusting = { twoStep: 'required', trustedBrowserDays: 30 };
  expect(step(trusting, withApp)).toMatchObject({ skippable: true });
  expect(step(trusting, withApp, { strength: 'any' })).toMatchObject({ skippable: false });
  expect(step(trusting, withApp, { rules: rulesBy(trusting, 'contact') })).toMatchObject({ skippable: false });
  expect(step({ twoStep: 'required' }, withApp)).toMatchObject({ skippable: false });
});

test('settled 8, 71: an application is given as much as it asks for, and no trusted browser will do', () => {
  expect(step({}, {}, { strength: 'any' })).toEqual({ kind: 'prove', ways: ['mail'], skippable: false });
  expect(step({}, {}, { strength: 'strong' })).toMatchObject({ kind: 'enrol', methods: ['app', 'passkey'] });
  expect(step({}, withApp, { strength: 'passkey' })).toMatchObject({ kind: 'enrol', methods: ['passkey'] });
  expect(canBeMet(rulesBy({ twoStepMethods: ['mail'] }), 'strong')).toBe(false);
  expect(canBeMet(rulesBy({ twoStepMethods: ['mail'] }), 'any')).toBe(true);
  expect(canBeMet(rulesBy({ twoStepMethods: ['mail'] }), 'none')).toBe(true);
  expect(canBeMet(rulesBy({ twoStepMethods: ['app'] }), 'passkey')).toBe(false);
});
