import * as v from '@badrap/valita';
import { isEnrolled } from '../../src/domain/factors/demand.ts';
import type { TrustedBrowsers } from '../../src/domain/factors/ports.ts';
import { mustStay } from '../../src/domain/journeys/own-factor.ts';
import { type MailSwitchNeeds, mailSwitch, switchMailCodes } from '../../src/domain/journeys/own-mail-codes.ts';
import { mayAddPasskey } from '../../src/domain/journeys/own-passkeys.ts';
import { mayAddApp } from '../../src/domain/journeys/set-up-app.ts';
import { type RevokingNeeds, revokeTrust } from '../../src/domain/journeys/trusted-browsers.ts';
import { mustUseSingleSignOn, twoStepRules } from '../../src/domain/organisations/organisation.ts';
import type { PageModels } from '../../src/views/models.ts';
import { type AccountNeeds, type AccountVisit, accountPage, doneAndTo, toFreshSignIn } from '../kit/account-page.ts';
import { SUBJECT_PLACES } from '../kit/account-places.ts';
import { text } from '../kit/fields.ts';
import { type FactorReads, factorQuery, factorsOf, ownChange, twoStepHref } from '../kit/own-factors.ts';
import { action, type FormOutcome, type Page, type PageOutcome } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';
import { type WordOfEndNeeds, withWordOfEnd } from '../kit/word-of-end.ts';

/** What the page needs. */
export type TwoStepPageNeeds = AccountNeeds &
  MailSwitchNeeds &
  WordOfEndNeeds &
  RevokingNeeds &
  FactorReads & { readonly trustedBrowsers: Pick<TrustedBrowsers, 'of'> };

type Model = PageModels['account/two-step'];

const PLACE = SUBJECT_PLACES['two-step'];
const form = v.object({ mail: text, browser: text });

/** `/<portal>/account/two-step`: what one proves oneself with besides the password, and whether one must (ux.md 1.16). */
export function twoStepPage(needs: TwoStepPageNeeds): Page<PortalVisit, 'account/two-step'> {
  return accountPage(needs, {
    subject: 'two-step',
    template: 'account/two-step',
    load: (visit) => page(needs, visit),
    submit: action(form, async (visit: AccountVisit, { mail, browser }) =>
      browser === '' ? switchMail(needs, visit, mail) : revoke(needs, visit, browser),
    ),
  });
}

/** Codes by mail, on or off: like every change of a factor for who has just signed in (security.md 1.21). */
async function switchMail(needs: TwoStepPageNeeds, visit: AccountVisit, to: string): Promise<FormOutcome> {
  if (to !== 'on' && to !== 'off') return { kind: 'go', to: visit.address };
  if (!visit.owner.isFresh) return toFreshSignIn(needs, visit, PLACE);
  const change = { ...ownChange(visit, needs.portalClient), facts: visit.owner.demand.twoStep, to } as const;
  const isSwitched = await withWordOfEnd(needs, change, () => switchMailCodes(needs, change));
  return isSwitched ? doneAndTo(visit, PLACE, { key: `mail-${to}` }) : { kind: 'go', to: visit.address };
}

/** Asks for nothing first: it only makes the next sign-in there harder. */
async function revoke(needs: TwoStepPageNeeds, visit: AccountVisit, browser: string): Promise<FormOutcome> {
  const { account, audit, now } = ownChange(visit, needs.portalClient);
  const browsers = await needs.trustedBrowsers.of(account.id, now);
  // Another person's, or one that is over, looks like none (security.md 1.30).
  const meant = browsers.find(({ id }) => id === browser);
  const isRevoked = meant !== undefined && (await revokeTrust(needs, { account, browser, audit, now }));
  return isRevoked ? doneAndTo(visit, PLACE, { key: 'browser-revoked' }) : { kind: 'go', to: visit.address };
}

async function page(needs: TwoStepPageNeeds, visit: AccountVisit): Promise<PageOutcome<Model>> {
  const { organisation, owner, address, done } = visit;
  const { account, demand, isFresh } = owner;
  const { twoStep: facts, second } = demand;
  const rules = twoStepRules(organisation, account.role, needs.portalClient);
  const choice = mailSwitch({ organisation, account, facts, clientId: needs.portalClient });
  const hasStrong = facts.apps.length + facts.passkeys.length > 0;
  const isMailed = second.kind === 'prove' && second.ways.includes('mail');
  const choices = await listed(needs, visit);
  const isMailedTo = isMailed && account.email !== undefined;
  const canAdd = 'addAppHref' in choices || 'addPasskeyHref' in choices || choice !== undefined;
  const model: Model = {
    action: address,
    isOn: second.kind === 'prove' || isEnrolled({ facts, rules, reachable: account.email !== undefined }),
    isRequired: rules.mode === 'required',
    ...choices,
    ...(isMailedTo && { mailedTo: account.email }),
    isDecided: !canAdd && !isMailedTo && choices.factors.length === 0,
    sessionsHref: `/${organisation.portal}${SUBJECT_PLACES.sessions}`,
    ...(choice && { mailSwitch: choice }),
    ...(hasStrong && { codesLeft: facts.recoveryCodes, codesHref: twoStepHref(visit, '/codes') }),
    isFresh,
    ...(mustUseSingleSignOn(organisation, account) && { singleSignOn: true }),
    ...(done && { done }),
  };
  return { kind: 'page', model };
}

/** What is there, each with what can be done with it, and what can be added. */
async function listed(needs: TwoStepPageNeeds, visit: AccountVisit) {
  const { organisation, owner, now } = visit;
  const { account, demand } = owner;
  const stays = mustStay(ownChange(visit, needs.portalClient), demand.twoStep);
  const whose = { account, twoStep: demand.twoStep };
  const [factors, browsers] = await Promise.all([factorsOf(needs, account.id), needs.trustedBrowsers.of(account.id, now)]);
  return {
    factors: factors.map((factor) => ({
      ...factor,
      renameHref: twoStepHref(visit, `/rename?${factorQuery(factor)}`),
      ...(!stays && { removeHref: twoStepHref(visit, `/remove?${factorQuery(factor)}`) }),
    })),
    mustStay: stays,
    browsers: browsers.map(({ id, device, expiresAt: until }) => ({ id, device, until })),
    ...(mayAddApp(organisation, whose, needs.portalClient) && { addAppHref: twoStepHref(visit, '/app') }),
    ...(mayAddPasskey(organisation, whose, needs.portalClient) && {
      addPasskeyHref: `/${organisation.portal}/account/passkeys/add`,
    }),
  };
}
