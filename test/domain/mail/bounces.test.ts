import { expect, test } from '@jest/globals';
import { bounceOf } from '../../../src/domain/mail/bounces.ts';

test.each([
  [{ enhanced: '5.1.1', ofRecipient: true }, 'no-such-address', true],
  [{ enhanced: '5.1.10', ofRecipient: true }, 'no-such-address', true],
  [{ enhanced: '5.2.1', ofRecipient: true }, 'no-such-address', true],
  [{ enhanced: '550 5.1.2', ofRecipient: true }, 'no-such-address', true],
  [{ enhanced: '5.1.1', ofRecipient: false }, 'no-such-address', true],
  [{ code: 550, ofRecipient: true }, 'no-such-address', true],
  [{ code: 553, ofRecipient: true }, 'no-such-address', true],
  [{ enhanced: '5.1.8', ofRecipient: true }, 'refused', false],
  [{ enhanced: '5.7.1', code: 550, ofRecipient: true }, 'refused', false],
  [{ enhanced: '5.2.2', code: 552, ofRecipient: true }, 'mailbox-full', false],
  [{ code: 552, ofRecipient: true }, 'mailbox-full', false],
  [{ code: 550, ofRecipient: false }, 'refused', false],
  [{ code: 554, ofRecipient: true }, 'refused', false],
  [{ ofRecipient: true }, 'refused', false],
] as const)('R9.5 a permanent refusal %j is %s, and stops the address: %s', (refusal, reason, stop) => {
  expect(bounceOf(refusal)).toEqual({ reason, stop });
});
