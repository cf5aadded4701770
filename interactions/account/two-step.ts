import { z } from 'zod';
import { isEnrolled } from '../../src/domain/factors/demand.ts';
import type { AppFactors, Passkeys } from '../../src/domain/factors/ports.ts';
import { type MailSwitchNeeds, mailSwitch, switchMailCodes } from '../../src/domain/journeys/own-mail-codes.ts';
import { twoStepRules } from '../../src/domain/organisations/organisation.ts';
import type { PageModels } from '../../src/views/models.ts';
import { type AccountNeeds, type AccountVisit, accountPage, doneAndTo, toFreshSignIn } from '../kit/account-page.ts';
import { SUBJECT_PLACES } from '../kit/account-places.ts';
import { action, type Page, type PageOutcome } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';

/** What the page needs. */
export interface TwoStepPageNeeds extends AccountNeeds, MailSwitchNeeds {
  readonly appFactors: Pick<AppFactors, 'byAccount'>;
  readonly passkeys: Pick<Passkeys, 'ofAccount'>;
}

type Model = PageModels['account/two-step'];

const PLACE = SUBJECT_PLACES['two-step'];
const form = z.object({ mail: z.string().default('') });

/** `/<portal>/account/two-step`: what one proves oneself with besides the password, and whether one must (ux.md 1.16). */
export function twoStepPage(needs: TwoStepPageNeeds): Page<PortalVisit, 'account/two-step'> {
  return accountPage(needs, {
    subject: 'two-step',
    template: 'account/two-step',
    load: (visit) => page(needs, visit),
    submit: action(form, (visit: AccountVisit, { mail }) => submit(needs, visit, mail)),
  });
}

/** Codes by mail, on or off: like every change of a factor for who has just signed in (security.md 1.21). */
async function submit(needs: TwoStepPageNeeds, visit: AccountVisit, to: string): Promise<PageOutcome<Model>> {
  if (to !== 'on' && to !== 'off') return { kind: 'go', to: visit.address };
  if (!visit.owner.isFresh) return toFreshSignIn(needs, visit, PLACE);
  const { organisation, owner, network, device, now } = visit;
  const { account, own, demand } = owner;
  const change = {
    organisation,
    account,
    facts: demand.twoStep,
    kept: own,
    audit: { client: needs.portalClient, address: network },
    device,
    now,
    to,
    clientId: needs.portalClient,
  } as const;
  const isSwitched = await switchMailCodes(needs, change);
  return isSwitched ? doneAndTo(visit, PLACE, { key: `mail-${to}` }) : { kind: 'go', to: visit.address };
}

async function page(needs: TwoStepPageNeeds, visit: AccountVisit): Promise<PageOutcome<Model>> {
  const { organisation, owner, address, done } = visit;
  const { account, demand, isFresh } = owner;
  const { twoStep: facts, second } = demand;
  const rules = twoStepRules(organisation, account.role, needs.portalClient);
  const choice = mailSwitch({ organisation, account, facts, clientId: needs.portalClient });
  const hasStrong = facts.apps.length + facts.passkeys.length > 0;
  const isMailed = second.kind === 'prove' && second.ways.includes('mail');
  const model: Model = {
    action: address,
    isOn: second.kind === 'prove' || isEnrolled({ facts, rules, reachable: account.email !== undefined }),
    isRequired: rules.mode === 'required',
    factors: await factorsOf(needs, account.id),
    ...(isMailed && account.email !== undefined && { mailedTo: account.email }),
    ...(choice && { mailSwitch: choice }),
    ...(hasStrong && { codesLeft: facts.recoveryCodes }),
    isFresh,
    ...(done && { done }),
  };
  return { kind: 'page', model };
}

/** All that the account is opened with, so that its owner sees what somebody else may have added. */
async function factorsOf({ appFactors, passkeys }: TwoStepPageNeeds, accountId: string): Promise<Model['factors']> {
  const apps = (await appFactors.byAccount(accountId)).map((app) => ({
    kind: 'app' as const,
    since: app.confirmedAt ?? app.createdAt,
    ...app,
  }));
  const keys = (await passkeys.ofAccount(accountId)).map((key) => ({ kind: 'passkey' as const, since: key.createdAt, ...key }));
  return [...apps, ...keys].map(({ kind, name, since, usedAt }) => ({ kind, name, since, ...(usedAt !== undefined && { usedAt }) }));
}
