import { expect, test } from '@jest/globals';
import type { Link } from '../../../src/domain/links/link.ts';
import { type AroundLink, heals, standingOf } from '../../../src/domain/links/standing.ts';
import { days, minutes } from '../../../src/kernel/duration.ts';
import { account, NOW } from '../../store/contract/builders.ts';

const anna = account('acme', 'anna', { state: 'invited', emailKey: 'anna@people.example' });
const link: Link = {
  id: 'one',
  purpose: 'activation',
  organisationId: 'acme',
  accountId: anna.id,
  emailKey: 'anna@people.example',
  passwordChangedAt: undefined,
  tokenHash: 't',
  codeDigest: 'c',
  life: days(14),
  issuedAt: NOW,
  handedOverAt: NOW + minutes(5),
  usedAt: undefined,
  ended: undefined,
};
const around: AroundLink = { account: anna, passwordChangedAt: undefined, singleSignOn: false, newest: link };
const kindOf = (of: Partial<Link>, beside: Partial<AroundLink> = {}, at = NOW + minutes(10)) =>
  standingOf({ ...link, ...of }, { ...around, ...beside }, at).kind;
const reset = { purpose: 'password-reset', passwordChangedAt: NOW - days(1) } as const;
const active = { account: { ...anna, state: 'active' }, passwordChangedAt: NOW - days(1) } as const;

test('R7.3 a link is open from hand-over until its life ends, to the millisecond', () => {
  const end = NOW + minutes(5) + days(14);
  expect(standingOf(link, around, end - 1)).toEqual({ kind: 'open', until: end });
  expect(standingOf(link, around, end)).toEqual({ kind: 'expired', at: end });
  expect(kindOf({ handedOverAt: undefined }, {}, NOW + days(14))).toBe('expired');
});

test('security 1.16 what the account is like now ends a link even where nobody wrote that it ended', () => {
  expect(kindOf({}, { account: { ...anna, state: 'suspended' } })).toBe('withdrawn');
  expect(kindOf({}, { account: { ...anna, state: 'closed' } })).toBe('withdrawn');
  expect(kindOf({}, { account: undefined })).toBe('withdrawn');
  expect(kindOf({}, { account: { ...anna, emailKey: 'other@people.example' } })).toBe('address-changed');
  expect(kindOf({}, { account: { ...anna, emailKey: undefined } })).toBe('address-changed');
  expect(kindOf(reset, { ...active, passwordChangedAt: NOW })).toBe('password-changed');
  expect(kindOf(reset, active)).toBe('open');
});

test('R17.2 who must use single sign-on has no use for any link but to be told so, and it heals for nobody', () => {
  const atWork = { singleSignOn: true };
  expect(kindOf({}, atWork)).toBe('single-sign-on');
  expect(kindOf(reset, { ...active, ...atWork })).toBe('single-sign-on');
  expect(kindOf({}, atWork, NOW + days(20))).toBe('single-sign-on');
  expect(kindOf({ ended: { at: NOW, why: 'replaced' } }, atWork)).toBe('single-sign-on');
  expect(heals(link, { kind: 'single-sign-on' }, NOW + days(20))).toBe(false);
  // What was withdrawn, done or moved away says that.
  expect(kindOf({}, { account: { ...anna, state: 'closed' }, ...atWork })).toBe('withdrawn');
  expect(kindOf({ usedAt: NOW }, atWork)).toBe('used');
  expect(kindOf({}, { account: { ...anna, emailKey: 'other@people.example' }, ...atWork })).toBe('address-changed');
});

test('R7.6 of several reasons the one that helps most is said', () => {
  const replaced = { at: NOW + 1, why: 'replaced' } as const;
  const newest: Link = { ...link, id: 'two', issuedAt: NOW + minutes(1), handedOverAt: NOW + minutes(2) };
  const late = NOW + days(20);
  expect(standingOf({ ...link, ended: replaced }, { ...around, newest }, late)).toEqual({
    kind: 'replaced',
    at: NOW + minutes(2),
    sameAddress: true,
    newerWorks: false,
  });
  expect(standingOf({ ...link, ended: replaced }, { ...around, newest }, NOW + minutes(3))).toMatchObject({ newerWorks: true });
  expect(
    standingOf(
      { ...link, ended: replaced, emailKey: 'other@people.example' },
      { ...around, newest: { ...newest, emailKey: 'anna@people.example' } },
      late,
    ),
  ).toMatchObject({ sameAddress: false });
  expect(kindOf({ ended: replaced }, { newest: { ...newest, usedAt: NOW + 3 } })).toBe('used');
  expect(kindOf({ ended: replaced }, { newest: { ...newest, ended: { at: NOW, why: 'withdrawn' } } })).toBe('withdrawn');
  expect(kindOf({ ended: replaced }, { newest: { ...newest, ended: { at: NOW, why: 'password-changed' } } })).toBe('password-changed');
  expect(kindOf({ ended: replaced }, { newest: { ...newest, ended: { at: NOW, why: 'address-changed' } } })).toBe('address-changed');
  expect(kindOf({ usedAt: NOW + 1 })).toBe('used');
  expect(kindOf({ ended: { at: NOW, why: 'withdrawn' } })).toBe('withdrawn');
  // An account that has a password needs no activation any more, whoever gave it one.
  expect(kindOf({ ended: { at: NOW, why: 'password-changed' } }, active)).toBe('used');
});

test('settled 29 a link at an address that was wrong says that before anything else that its account has done since', () => {
  const moved = { account: { ...anna, emailKey: 'right@people.example' } };
  const newest: Link = { ...link, id: 'two', emailKey: 'right@people.example', usedAt: NOW + 3 };
  expect(kindOf({}, { ...active, account: { ...moved.account, state: 'active' } })).toBe('address-changed');
  expect(kindOf({ usedAt: NOW + 1 }, moved)).toBe('address-changed');
  // Two mailboxes may be found by one key (`weiss@`, `weiß@`): what was written when it changed counts as well.
  expect(kindOf({ ended: { at: NOW + 1, why: 'address-changed' } }, active)).toBe('address-changed');
  expect(kindOf({ ended: { at: NOW + 1, why: 'replaced' } }, { ...moved, newest })).toBe('address-changed');
});

test('R7.6 expired and replaced links heal up to sixty days after their end; no other does', () => {
  const end = NOW + minutes(5) + days(14);
  expect(heals(link, { kind: 'expired', at: end }, end + days(60) - 1)).toBe(true);
  expect(heals(link, { kind: 'expired', at: end }, end + days(60))).toBe(false);
  expect(heals(link, { kind: 'replaced', at: NOW, sameAddress: true, newerWorks: false }, end)).toBe(true);
  expect(heals(link, { kind: 'replaced', at: NOW, sameAddress: true, newerWorks: true }, end)).toBe(false);
  for (const kind of ['withdrawn', 'used', 'password-changed', 'address-changed'] as const) expect(heals(link, { kind }, end)).toBe(false);
});
