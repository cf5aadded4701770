import * as v from '@badrap/valita';
import { inGroups } from '../../src/domain/factors/app.ts';
import { repairFactorName } from '../../src/domain/journeys/own-factors.ts';
import { type AppConfirmed, type AppSetUpNeeds, appToSetUp, confirmApp, mayAddApp } from '../../src/domain/journeys/set-up-app.ts';
import type { PageModels, Problem } from '../../src/views/models.ts';
import { type AccountNeeds, type AccountVisit, accountPage, doneAndTo } from '../kit/account-page.ts';
import { OWN_CODES, SUBJECT_PLACES } from '../kit/account-places.ts';
import { text } from '../kit/fields.ts';
import { ownChange, twoStepHref } from '../kit/own-factors.ts';
import { action, type FormOutcome, type Page, type PageOutcome } from '../kit/page.ts';
import type { Left, PortalVisit } from '../kit/visit.ts';
import { type WordOfEndNeeds, withWordOfEnd } from '../kit/word-of-end.ts';

/** What the page needs. */
export type AddAppNeeds = AccountNeeds & AppSetUpNeeds & WordOfEndNeeds;

type Result = PageOutcome<PageModels['account/add-app']>;

const form = v.object({ code: text, name: text });

/** `/<portal>/account/two-step/app`: an authenticator app of one's own, for who is fresh (R14.4, security.md 1.21). */
export function addAppPage(needs: AddAppNeeds): Page<PortalVisit, 'account/add-app'> {
  return accountPage(needs, {
    subject: 'two-step',
    place: '/account/two-step/app',
    template: 'account/add-app',
    fresh: true,
    load: (visit) => page(needs, visit),
    submit: action(form, (visit: AccountVisit, typed) => submit(needs, visit, typed)),
  });
}

async function page(needs: AddAppNeeds, visit: AccountVisit): Promise<Result> {
  if (!mayAdd(needs, visit)) return { kind: 'go', to: twoStepHref(visit) };
  const { organisation, owner, address: action, now, left } = visit;
  const { account, own } = owner;
  const { key, address } = await appToSetUp(needs, { organisation, account, place: own.uid, now });
  const shown = { name: left.typed?.['name'] ?? '', problems: problemsOf(left) };
  const model = { action, username: account.username, key: inGroups(key), address, ...shown, backHref: twoStepHref(visit) };
  return { kind: 'page', model };
}

function mayAdd({ portalClient }: AddAppNeeds, { organisation, owner }: AccountVisit): boolean {
  return mayAddApp(organisation, { account: owner.account, twoStep: owner.demand.twoStep }, portalClient);
}

async function submit(needs: AddAppNeeds, visit: AccountVisit, { code, name: typed }: v.Infer<typeof form>): Promise<FormOutcome> {
  if (!mayAdd(needs, visit)) return { kind: 'go', to: twoStepHref(visit) };
  const { own, demand } = visit.owner;
  const name = repairFactorName(typed);
  if (name === undefined) return again(typed, { problems: ['passkey-name-long'] });
  const { apps, passkeys, recoveryCodes } = demand.twoStep;
  const change = ownChange(visit, needs.portalClient);
  const asked = { ...change, facts: demand.twoStep, place: own.uid, typed: code, name, first: apps.length + passkeys.length === 0 };
  const confirmed = await withWordOfEnd(needs, change, () => confirmApp(needs, asked));
  if (confirmed.kind === 'full') return { kind: 'go', to: twoStepHref(visit) };
  if (confirmed.kind !== 'added') return again(name, leftOf(confirmed));
  return doneAndTo(visit, recoveryCodes === 0 ? OWN_CODES : SUBJECT_PLACES['two-step'], { key: 'app-added' });
}

function again(name: string, left: Left): FormOutcome {
  return { kind: 'again', left: { ...left, typed: { name } } };
}

function leftOf(confirmed: Exclude<AppConfirmed, { readonly kind: 'added' | 'full' }>): Left {
  switch (confirmed.kind) {
    case 'empty':
      return { problems: ['otp-missing'] };
    case 'malformed':
      return { problems: ['otp-length'], digits: confirmed.length };
    case 'wrong':
      return { problems: ['otp-wrong'] };
    case 'over':
      return { problems: ['set-up-over'] };
  }
}

function problemsOf({ problems = [], digits = 0 }: Left): Problem[] {
  return problems.map((code) => ({
    code,
    fields: [code === 'passkey-name-long' ? 'name' : 'code'],
    ...(code === 'otp-length' && { values: { have: digits } }),
  }));
}
