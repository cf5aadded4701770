import * as v from '@badrap/valita';
import { type AskEmailNeeds, askEmailChange, stopEmailChange } from '../../src/domain/journeys/change-email.ts';
import type { EmailChange } from '../../src/domain/links/email-change.ts';
import { endOfLife } from '../../src/domain/links/link.ts';
import type { EmailChanges, Links } from '../../src/domain/links/ports.ts';
import { mustUseSingleSignOn } from '../../src/domain/organisations/organisation.ts';
import type { ProblemCode } from '../../src/domain/problem.ts';
import { prepareAddress } from '../../src/kernel/text.ts';
import type { PageModels } from '../../src/views/models.ts';
import { type AccountNeeds, type AccountVisit, accountPage, doneAndTo } from '../kit/account-page.ts';
import { SUBJECT_PLACES } from '../kit/account-places.ts';
import { type AnnouncingNeeds, announced } from '../kit/announcement.ts';
import { readFields, text } from '../kit/fields.ts';
import { problemsAt } from '../kit/left.ts';
import type { FormFields, FormOutcome, Page, PageOutcome } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';

/** What the page needs. */
export interface EmailPageNeeds extends AccountNeeds, AskEmailNeeds, AnnouncingNeeds {
  readonly issuer: string;
  readonly emailChanges: Pick<EmailChanges, 'find'>;
  readonly links: Pick<Links, 'byId'>;
}

type Model = PageModels['account/email'];

const PLACE = '/account/email';
const form = v.object({ email: text });

/** Whether the person may have another address: where it decides that one signs in by single sign-on, nobody leaves that by it (R17.1). */
export function mayChangeEmail({ organisation, owner }: Pick<AccountVisit, 'organisation' | 'owner'>): boolean {
  return organisation.policy.ownEmail && !mustUseSingleSignOn(organisation, owner.account);
}

/** `/<portal>/account/email`: another mail address. Even looking wants a fresh sign-in, so that nothing typed is lost (security.md 1.21). */
export function emailPage(needs: EmailPageNeeds): Page<PortalVisit, 'account/email'> {
  const open = async <Result>(visit: AccountVisit, act: () => Promise<Result>) =>
    mayChangeEmail(visit) ? act() : ({ kind: 'go', to: `/${visit.organisation.portal}${SUBJECT_PLACES.profile}` } as const);
  return accountPage(needs, {
    subject: 'profile',
    place: PLACE,
    template: 'account/email',
    fresh: true,
    load: (visit) => open(visit, () => page(needs, visit)),
    submit: { run: (visit, fields) => open(visit, () => (fields['do'] === 'stop' ? stop(needs, visit) : ask(needs, visit, fields))) },
  });
}

async function ask(needs: EmailPageNeeds, visit: AccountVisit, fields: FormFields): Promise<FormOutcome> {
  const { organisation, owner, network, now, device } = visit;
  const { email } = readFields(form, fields);
  const address = prepareAddress(email);
  if (!address) return again(email, 'email-invalid');
  if (address.text === owner.account.email) return again(email, 'email-same');
  const asking = { organisation, account: owner.account, address, asked: { at: now, device }, audit: { address: network } };
  const result = await askEmailChange(needs, asking);
  if (result === 'too-often') return again(email, 'mail-too-often');
  return { kind: 'go', to: visit.address };
}

async function stop(needs: EmailPageNeeds, visit: AccountVisit): Promise<FormOutcome> {
  const { organisation, owner, network, now, device } = visit;
  const change = await needs.emailChanges.find(owner.account.id);
  const asked = { at: now, device };
  const stopped = change && (await stopEmailChange(needs, { organisation, change, asked, audit: { address: network } }));
  return stopped ? doneAndTo(visit, SUBJECT_PLACES.profile, { key: 'email-stopped' }) : { kind: 'go', to: visit.address };
}

function again(email: string, code: ProblemCode): FormOutcome {
  return { kind: 'again', left: { typed: { email }, problems: [code] } };
}

async function page(needs: EmailPageNeeds, visit: AccountVisit): Promise<PageOutcome<Model>> {
  const { owner, address, organisation, now, left } = visit;
  const waiting = await waitingFor(needs, owner.account.id, now);
  const model: Model = {
    action: address,
    typed: left.typed?.['email'] ?? '',
    problems: problemsAt(left, 'email'),
    cancelHref: `/${organisation.portal}${SUBJECT_PLACES.profile}`,
    ...(owner.account.email !== undefined && { email: owner.account.email }),
    ...(waiting && { waiting: { ...waiting, mail: announced(needs, ['email-new'], { ...visit, account: owner.account }) } }),
  };
  return { kind: 'page', model };
}

/** A wish that can still come true, and who has not agreed yet. */
async function waitingFor({ emailChanges, links }: Pick<EmailPageNeeds, 'emailChanges' | 'links'>, accountId: string, now: number) {
  const change = await emailChanges.find(accountId);
  const link = change?.state === 'open' ? await links.byId(lastToAgree(change)) : undefined;
  if (!change || !link || link.ended || now >= endOfLife(link)) return undefined;
  const { email, newConfirmedAt, oldConfirmedAt, oldLink } = change;
  const asksOld = oldLink !== undefined && oldConfirmedAt === undefined;
  return { email, until: endOfLife(link), asksNew: newConfirmedAt === undefined, asksOld };
}

function lastToAgree({ newLink, oldLink, newConfirmedAt }: EmailChange): string {
  return newConfirmedAt === undefined ? newLink : (oldLink ?? newLink);
}
