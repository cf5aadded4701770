// What the screens of the second step have in common: the ways beside the one that is shown, and what is said of a code that
// was not looked at.
import type { Account } from '../../src/domain/accounts/account.ts';
import { type SecondChoiceOf, secondChoices, type Way } from '../../src/domain/journeys/sign-in.ts';
import { isReachable } from '../../src/domain/links/recipients.ts';
import { maskedAddress } from '../../src/kernel/text.ts';
import type { SecondHelp } from '../../src/views/models.ts';
import type { FlowVisit } from './visit.ts';

/** What a screen of the second step offers to who cannot answer it (ux.md 1.8). `account`: whose sign-in it is. */
export function secondHelp(visit: Pick<FlowVisit, 'demand' | 'address' | 'journey' | 'organisation'>, account: Account): SecondHelp {
  const choices = secondChoices(visit.demand.second);
  const others = choices.filter(({ screen }) => !visit.address.endsWith(`/${screen}`));
  const recovery = others.find(({ way }) => way === 'recovery');
  const isChoosing = others.length === choices.length;
  return {
    ...(others.length > 0 && !isChoosing && { otherHref: besides(visit, 'choose-second') }),
    ...(recovery && { recoveryHref: besides(visit, recovery.screen) }),
    ...(isMailed(choices) && account.email !== undefined && { maskedEmail: maskedAddress(account.email) }),
    ...(visit.journey.shown?.problems.includes('otp-closed') && { closed: wayBack(visit, account) }),
  };
}

/** How codes are opened again: whoever closed them knows the password (security.md 2.4 layer 5). */
function wayBack({ organisation }: Pick<FlowVisit, 'organisation'>, account: Account): NonNullable<SecondHelp['closed']> {
  return isReachable(account) ? { newPasswordHref: `/${organisation.portal}/forgot-password` } : {};
}

function isMailed(choices: readonly SecondChoiceOf[]): boolean {
  return choices.some(({ way }) => way === 'mail');
}

/** Address of another screen of the same sign-in. */
function besides({ address }: Pick<FlowVisit, 'address'>, way: Way): string {
  return `${address.slice(0, address.lastIndexOf('/'))}/${way}`;
}
