import * as v from '@badrap/valita';
import type { Accounts } from '../../src/domain/accounts/ports.ts';
import { endOfCode, standingOfCode } from '../../src/domain/factors/sign-in-code.ts';
import { type CodeVerdict, type EnterCodeNeeds, enterCode } from '../../src/domain/journeys/enter-code.ts';
import { type Shown, withProof } from '../../src/domain/journeys/journey.ts';
import {
  type CodeFor,
  type CodeSent,
  clearedByMailCode,
  codesOf,
  nextCode,
  type SendCodeNeeds,
  sendAnotherCode,
  sendFirstCode,
} from '../../src/domain/journeys/send-code.ts';
import { isReachable, type Reachable } from '../../src/domain/links/recipients.ts';
import type { Later } from '../../src/domain/ports.ts';
import { clearedByCode } from '../../src/domain/throttle/code-tries.ts';
import { maskedAddress } from '../../src/kernel/text.ts';
import type { PageModels } from '../../src/views/models.ts';
import { accountOf } from '../kit/account-of.ts';
import { type AnnouncingNeeds, announced } from '../kit/announcement.ts';
import { refusedCode, shownCodeProblems } from '../kit/code-problems.ts';
import { noFields, text } from '../kit/fields.ts';
import { action, type Outcome, type Screen } from '../kit/page.ts';
import { secondHelp } from '../kit/second-step.ts';
import { trustField, trustOffer } from '../kit/trust.ts';
import type { FlowVisit } from '../kit/visit.ts';

/** What the screen needs. */
export interface MailCodeNeeds extends Omit<SendCodeNeeds, 'signInCodes'>, Omit<EnterCodeNeeds, 'signInCodes'>, AnnouncingNeeds {
  readonly accounts: Pick<Accounts, 'byId'>;
  readonly signInCodes: SendCodeNeeds['signInCodes'] & EnterCodeNeeds['signInCodes'];
  readonly later: Later;
}

const form = v.object({ code: text, trust: trustField });

/**
 * The code that was mailed for this sign-in (R14.2, R14.3). It is sent by the form that leads here: of the first factor where
 * mail is the usual way, of the choice where it is not. Looking at the page sends nothing.
 */
export function mailCodeScreen(needs: MailCodeNeeds): Screen<'mail-code'> {
  return {
    way: 'mail-code',
    model: (visit) => model(needs, visit),
    prepare: async (visit) => lasts(await sendFirstCode(needs, await codeFor(needs, visit))),
    actions: {
      submit: action(form, (visit: FlowVisit, typed) => submit(needs, visit, typed)),
      resend: action(noFields, (visit: FlowVisit) => resend(needs, visit)),
      cancel: action(noFields, async (): Promise<Outcome> => ({ kind: 'cancelled' })),
    },
  };
}

async function model(needs: MailCodeNeeds, visit: FlowVisit): Promise<PageModels['sign-in/mail-code']> {
  const { now, journey } = visit;
  const code = await codeFor(needs, visit);
  const [newest] = await codesOf(needs, code);
  const state = newest ? (standingOfCode(newest, now) === 'live' ? 'live' : 'over') : 'none';
  const at = await nextCode(needs, code);
  return {
    action: visit.address,
    maskedEmail: maskedAddress(code.account.email),
    state,
    ...(newest && state === 'live' && { letters: newest.letters, until: endOfCode(newest) }),
    resent: (journey.shown?.resent ?? false) && state === 'live',
    mail: announced(needs, ['challenge-code'], { ...visit, account: code.account }),
    ...(at > now && { next: { at, seconds: Math.ceil((at - now) / 1000) } }),
    problems: shownCodeProblems(visit, { letters: newest?.letters, field: state === 'live' ? 'code' : 'resend', next: Math.max(at, now) }),
    help: secondHelp(visit, code.account),
    ...trustOffer(visit),
  };
}

async function submit(needs: MailCodeNeeds, visit: FlowVisit, typed: v.Infer<typeof form>): Promise<Outcome> {
  const code = await codeFor(needs, visit);
  const verdict = await enterCode(needs, code, typed.code);
  if (verdict.kind !== 'right') return { kind: 'retry', shown: refused(verdict) };
  const { id } = code.account;
  needs.later('misses of codes forgotten', ({ counters }) => counters.clear([...clearedByCode(id), ...clearedByMailCode(id)]));
  needs.later('way remembered', ({ twoSteps }) => twoSteps.used(id, 'mail'));
  const journey = withProof(visit.journey, { method: 'mail', at: visit.now, accountId: id });
  return { kind: 'proceed', journey, trust: typed.trust !== '' };
}

function refused(verdict: Exclude<CodeVerdict, { readonly kind: 'right' }>): Shown {
  switch (verdict.kind) {
    case 'letters':
      return refusedCode('mail-code-letters');
    case 'old':
      return refusedCode('mail-code-old');
    case 'used-up':
      return refusedCode('mail-code-used-up');
    case 'missing':
      return refusedCode('otp-missing');
    case 'length':
      return refusedCode('otp-length', { digits: verdict.have });
    case 'wrong':
      return refusedCode('otp-wrong');
    case 'wait':
      return refusedCode('otp-blocked', { waitUntil: verdict.until });
    default:
      return refusedCode('otp-closed');
  }
}

async function resend(needs: MailCodeNeeds, visit: FlowVisit): Promise<Outcome> {
  const sent = await sendAnotherCode(needs, await codeFor(needs, visit));
  if (sent.kind === 'wait') return { kind: 'retry', shown: refusedCode('mail-code-wait', { waitUntil: sent.until }) };
  const shown = { problems: [], username: '', repaired: false, resent: true };
  const until = lasts(sent);
  return { kind: 'retry', shown, ...(until !== undefined && { lasts: until }) };
}

function lasts(sent: CodeSent): number | undefined {
  return sent.kind === 'sent' ? sent.lasts : undefined;
}

async function codeFor(needs: MailCodeNeeds, visit: FlowVisit): Promise<CodeFor> {
  const { organisation, flow, network, now } = visit;
  const audit = { client: flow.clientId, trace: flow.uid, address: network };
  return { organisation, account: await reachable(needs, visit), journey: flow.uid, audit, now };
}

/** The way is open only for who has an address. */
async function reachable(needs: MailCodeNeeds, visit: FlowVisit): Promise<Reachable> {
  const account = await accountOf(needs, visit);
  if (!isReachable(account)) throw new Error('a code is mailed to who has an address');
  return account;
}
