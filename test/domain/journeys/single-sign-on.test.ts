import { describe, expect, test } from '@jest/globals';
import { NO_TWO_STEP } from '../../../src/domain/factors/facts.ts';
import { assurance, satisfies } from '../../../src/domain/journeys/assurance.ts';
import { meantAccount } from '../../../src/domain/journeys/begin-visit.ts';
import { demandBy, demandOfNobody, rulesAfter } from '../../../src/domain/journeys/demand.ts';
import { isEnough } from '../../../src/domain/journeys/enough.ts';
import { beginJourney, type Proof, withProof } from '../../../src/domain/journeys/journey.ts';
import { openWays } from '../../../src/domain/journeys/sign-in.ts';
import { firstProvedAt } from '../../../src/domain/journeys/step-up.ts';
import type { Policy } from '../../../src/domain/organisations/policy.ts';
import { account, organisation } from '../../store/contract/builders.ts';

const NOW = Date.UTC(2026, 0, 5, 9);
const begun = beginJourney({ uid: 'u', organisationId: 'o', clientId: 'c', expiresAt: NOW + 1 });
const fed: Proof = { method: 'fed', at: NOW - 5000, cameAt: NOW, accountId: 'a', factorId: 'connection' };
const pwd: Proof = { method: 'pwd', at: NOW, accountId: 'a', chosenAt: 1 };

const at = (policy: Partial<Policy>) => {
  const made = organisation();
  return { ...made, policy: { ...made.policy, ...policy } };
};
const facts = (identities: string[]) => ({
  account: { ...account('o', 'jan'), email: 'jan@acme.example' },
  password: { accountId: 'a', changedAt: 1, mustChange: false, warnedDays: undefined },
  twoStep: NO_TWO_STEP,
  identities,
  stamp: 0,
});

describe('What a sign-in through an identity provider is worth (settled 8)', () => {
  test('more than nothing, and less than any second step here', () => {
    expect(assurance([fed])).toEqual({ acr: 'urn:voordeur:acr:fed', amr: [], authTime: (NOW - 5000) / 1000 });
    const worth = (wanted: string) => satisfies('urn:voordeur:acr:fed', wanted);
    expect(['urn:voordeur:acr:1', 'urn:voordeur:acr:2-mail', 'urn:voordeur:acr:2', 'phr'].map(worth)).toEqual([true, false, false, false]);
    expect(satisfies('urn:voordeur:acr:1', 'urn:voordeur:acr:fed')).toBe(false);
  });

  test('what it says of how somebody proved themselves, and what is proved here, each once', () => {
    const mail: Proof = { method: 'mail', at: NOW, accountId: 'a' };
    expect(assurance([{ ...fed, amr: ['pwd', 'mfa'] }, mail])).toMatchObject({
      acr: 'urn:voordeur:acr:2-mail',
      amr: ['pwd', 'mfa', 'otp'],
    });
  });

  test('a session’s life begins where one came back', () => {
    expect(firstProvedAt([fed])).toBe(NOW);
    expect(firstProvedAt([{ ...fed, at: NOW - 1e8 }])).toBe(NOW);
  });
});

describe('Which ways are open (ux.md 1.10, security.md T14)', () => {
  const ways = (policy: Partial<Policy>, proofs: Proof[] = [], identities = ['connection']) => {
    const journey = proofs.reduce(withProof, begun);
    const here = at(policy);
    const signIn = { organisation: here, clientId: 'c', strength: 'none', now: NOW } as const;
    const demand = proofs.length === 0 ? demandOfNobody(here) : demandBy(facts(identities), signIn, proofs);
    return openWays('login', journey, demand).join();
  };
  const some: Partial<Policy> = { singleSignOn: 'required', singleSignOnDomains: ['acme.example'] };

  test('to who is nobody yet: those of the portal', () => {
    expect(ways({ singleSignOn: 'off' })).toBe('password');
    expect(ways({ singleSignOn: 'offered' })).toBe('password,sso');
    expect(ways(some)).toBe('password,sso');
    expect(ways({ singleSignOn: 'required' })).toBe('sso');
    expect(ways({ singleSignOn: 'required', singleSignOnExceptions: ['piet'] })).toBe('password,sso');
  });

  test('a password is no way for who must go there, and the other proof is', () => {
    expect(ways(some, [pwd])).toBe('sso');
    expect(ways(some, [{ ...pwd, method: 'passkey', factorId: 'key' }])).toBe('sso');
    expect([ways(some, [fed]), ways(some, [pwd, fed])]).toEqual(['', '']);
    expect(ways({ singleSignOn: 'offered' }, [pwd])).toBe('');
  });

  test('a proof stands while the provider knows the account and is connected', () => {
    expect(ways({ singleSignOn: 'offered' }, [fed], [])).toBe('password,sso');
    expect(ways({ singleSignOn: 'offered' }, [fed], ['another'])).toBe('password,sso');
  });
});

describe('The wall', () => {
  const enough = (policy: Partial<Policy>, proofs: Proof[], identities = ['connection'], role: 'candidate' | 'contact' = 'candidate') =>
    isEnough(
      proofs,
      { account: { username: 'jan', email: 'jan@acme.example' }, askedBy: { role, twoStep: NO_TWO_STEP, identities } },
      { organisation: at(policy), clientId: 'c', signedInAt: NOW },
    );

  test('R17.1 is closed to who must come through the provider and did not, or is known there no longer', () => {
    expect(enough({ singleSignOn: 'required' }, [pwd])).toBe(false);
    expect(enough({ singleSignOn: 'required' }, [pwd, fed])).toBe(true);
    expect(enough({ singleSignOn: 'required' }, [fed], [])).toBe(false);
    expect(enough({ singleSignOn: 'offered' }, [fed], [])).toBe(false);
    expect(enough({ singleSignOn: 'offered' }, [pwd, fed], [])).toBe(true);
  });

  test('security 1.11 asks who came that way for no second step, but contact persons and where the policy says so', () => {
    const policy: Partial<Policy> = { singleSignOn: 'offered', twoStep: 'required' };
    expect([enough(policy, [pwd]), enough(policy, [fed])]).toEqual([false, true]);
    expect(enough({ ...policy, singleSignOnTwoStep: true }, [fed])).toBe(false);
    expect(enough(policy, [fed], ['connection'], 'contact')).toBe(false);
    expect(rulesAfter([fed], { organisation: at(policy), clientId: 'c' }, { role: 'candidate', identities: [] }).mode).toBe('required');
  });
});

test('security 1.3 somebody must come back as who they are, where they are asked anew, and as anybody where they begin', () => {
  const flow = (reasons: string[]) => ({ accountId: 'a', reasons });
  expect(meantAccount(begun, flow(['max_age']))).toBe('a');
  expect(meantAccount(begun, flow(['login_prompt', 'max_age']))).toBe('a');
  expect(meantAccount(begun, flow(['session_idle']))).toBeUndefined();
  expect(meantAccount(begun, flow(['login_prompt', 'select_account']))).toBeUndefined();
  expect(meantAccount(withProof(begun, { ...pwd, accountId: 'b' }), flow(['max_age']))).toBe('b');
});
