import * as v from '@badrap/valita';
import type { Passkeys } from '../../src/domain/factors/ports.ts';
import { addPasskey, mayAddPasskey, type PasskeyAdded, type PasskeyAddNeeds } from '../../src/domain/journeys/own-passkeys.ts';
import type { ProblemCode } from '../../src/domain/problem.ts';
import type { PageModels } from '../../src/views/models.ts';
import { type AccountNeeds, type AccountVisit, accountPage, doneAndTo } from '../kit/account-page.ts';
import { SUBJECT_PLACES } from '../kit/account-places.ts';
import { text } from '../kit/fields.ts';
import { ownChange } from '../kit/own-factors.ts';
import { action, type FormOutcome, type Page, type PageOutcome } from '../kit/page.ts';
import { ownerView, PASSKEY_FIELDS, type PasskeyFormNeeds, passkeyView } from '../kit/passkey.ts';
import type { PortalVisit } from '../kit/visit.ts';
import { type WordOfEndNeeds, withWordOfEnd } from '../kit/word-of-end.ts';

/** What the page needs. */
export type AddPasskeyNeeds = AccountNeeds &
  PasskeyAddNeeds &
  WordOfEndNeeds &
  Pick<PasskeyFormNeeds, 'ceremonies'> & { readonly passkeys: Pick<Passkeys, 'ofAccount'> };

type Result = PageOutcome<PageModels['account/add-passkey']>;

const form = v.object({ answer: text, name: text });

/** `/<portal>/account/passkeys/add`: a passkey of one's own, for who has just signed in as strongly as the account can (security.md 1.21). */
export function addPasskeyPage(needs: AddPasskeyNeeds): Page<PortalVisit, 'account/add-passkey'> {
  return accountPage(needs, {
    subject: 'two-step',
    place: '/account/passkeys/add',
    template: 'account/add-passkey',
    fresh: true,
    load: (visit) => page(needs, visit),
    submit: action(form, (visit: AccountVisit, typed) => submit(needs, visit, typed)),
  });
}

async function page(needs: AddPasskeyNeeds, visit: AccountVisit): Promise<Result> {
  const { organisation, owner, address, device, now, left } = visit;
  if (!mayAdd(needs, visit)) return { kind: 'go', to: `/${organisation.portal}${SUBJECT_PLACES['two-step']}` };
  const known = await needs.passkeys.ofAccount(owner.account.id);
  const model = {
    action: address,
    name: left.typed?.['name'] ?? device.system ?? '',
    passkey: { ...passkeyView(needs, useOf(visit), known, now), ...ownerView(organisation, owner.account) },
    backHref: `/${organisation.portal}${SUBJECT_PLACES['two-step']}`,
    problems: (left.problems ?? []).map((code) => ({ code, fields: PASSKEY_FIELDS[code] ?? [] })),
  };
  return { kind: 'page', model };
}

function mayAdd({ portalClient }: AddPasskeyNeeds, { organisation, owner }: AccountVisit): boolean {
  return mayAddPasskey(organisation, { account: owner.account, twoStep: owner.demand.twoStep }, portalClient);
}

function useOf({ browserId, owner }: AccountVisit) {
  return { purpose: 'add', browserId, flow: owner.own.uid } as const;
}

async function submit(needs: AddPasskeyNeeds, visit: AccountVisit, { answer, name }: v.Infer<typeof form>): Promise<FormOutcome> {
  if (!mayAdd(needs, visit)) return { kind: 'go', to: visit.address };
  const change = ownChange(visit, needs.portalClient);
  const asked = { ...change, facts: visit.owner.demand.twoStep, answer, use: useOf(visit), name, first: false };
  const added = await withWordOfEnd(needs, change, () => addPasskey(needs, asked));
  if (added.kind !== 'added') return { kind: 'again', left: { typed: { name }, problems: [CODES[added.kind]] } };
  return doneAndTo(visit, SUBJECT_PLACES['two-step'], { key: 'passkey-added', about: name });
}

const CODES: Readonly<Record<Exclude<PasskeyAdded['kind'], 'added'>, ProblemCode>> = {
  old: 'passkey-old',
  refused: 'passkey-not-made',
  full: 'passkey-full',
  'name-long': 'passkey-name-long',
};
