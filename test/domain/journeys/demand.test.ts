import { expect, test } from '@jest/globals';
import { NO_TWO_STEP } from '../../../src/domain/factors/facts.ts';
import { demandBy } from '../../../src/domain/journeys/demand.ts';
import type { Proof } from '../../../src/domain/journeys/journey.ts';
import type { SignInFacts } from '../../../src/domain/journeys/ports.ts';
import type { Organisation } from '../../../src/domain/organisations/organisation.ts';
import { policySchema } from '../../../src/domain/organisations/policy.ts';

const NOW = Date.UTC(2026, 0, 5, 9);
const proof = (method: Proof['method']): Proof => ({ method, at: NOW, accountId: 'a' });
const secondOf = (policy: Record<string, unknown>, proofs: readonly Proof[], email?: string) => {
  const organisation = { policy: policySchema.parse(policy), passwordAgeSince: 0 } as Organisation;
  const facts = { account: { role: 'candidate', email }, password: undefined, twoStep: NO_TWO_STEP } as SignInFacts;
  return demandBy(facts, { organisation, clientId: 'exam', strength: 'strong', now: NOW }, proofs).second;
};

test('security 1.21 an application that asks for an app has one set up by who reads the mailbox, not by who has the password', () => {
  const address = 'anna@people.example';
  expect(secondOf({}, [proof('pwd')], address)).toMatchObject({ kind: 'prove', ways: ['mail'], skippable: false });
  expect(secondOf({}, [proof('pwd'), proof('mail')], address)).toMatchObject({ kind: 'enrol', methods: ['app', 'passkey'] });
});

test('where no mail can be had or is allowed, the password is all there is to go by', () => {
  expect(secondOf({}, [proof('pwd')])).toMatchObject({ kind: 'enrol' });
  expect(secondOf({ twoStepMethods: ['app'] }, [proof('pwd')], 'anna@people.example')).toMatchObject({ kind: 'enrol' });
});
