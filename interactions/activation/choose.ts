// Activation: the pages behind a mailed link, for a first password and for a forgotten one. Own the forms; what a link can
// still do is decided in the domain at each request, and a visit changes nothing (R7.4).
import type { Account } from '../../src/domain/accounts/account.ts';
import type { Accounts } from '../../src/domain/accounts/ports.ts';
import { type ByLinkNeeds, passwordByLink } from '../../src/domain/journeys/password-by-link.ts';
import type { LookNeeds, SeenLink } from '../../src/domain/links/look.ts';
import type { PageModels } from '../../src/views/models.ts';
import { readFields } from '../kit/fields.ts';
import { codesOf, formFaults, newPasswordForm, newPasswordProblems, type Refused, refusal, rulesView } from '../kit/new-password.ts';
import type { FormFields, FormOutcome, Page, PageOutcome } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';
import { type WordOfEndNeeds, withWordOfEnd } from '../kit/word-of-end.ts';
import { isDone, type LinkPlace, placeOf, purposeAt, seenIn, signInAs } from './opened.ts';

/** What the page needs. */
export type ChooseNeeds = LookNeeds &
  ByLinkNeeds &
  WordOfEndNeeds & { readonly accounts: Pick<Accounts, 'byId'>; readonly passwords: ByLinkNeeds['passwords'] };

type Result = PageOutcome<PageModels['activation/choose']>;

/** A link that is open, and whose it is. */
type OpenLink = SeenLink & { readonly account: Account; readonly standing: { readonly kind: 'open'; readonly until: number } };

/** `/<portal>/activate/<handle>` and `/<portal>/reset/<handle>`: a password for who opened the link (R7.4, ux.md 1.5). */
export function choosePage(needs: ChooseNeeds, { place }: LinkPlace): Page<PortalVisit, 'activation/choose'> {
  const open = async <Outcome>(visit: PortalVisit, act: (link: OpenLink) => Promise<Outcome>) => {
    const seen = await seenIn(needs, visit);
    return isOpen(seen) ? act(seen) : elsewhere(visit, seen);
  };
  return {
    address: `/:portal/${place}/:ticket`,
    template: 'activation/choose',
    load: (visit) => open(visit, (link) => page(needs, visit, link)),
    submit: { run: (visit, fields) => open(visit, (link) => submit(needs, visit, link, fields)) },
  };
}

function isOpen(seen: SeenLink | undefined): seen is OpenLink {
  return seen?.standing.kind === 'open' && seen.account !== undefined;
}

function elsewhere(visit: PortalVisit, seen: SeenLink | undefined) {
  const to = seen && isDone(seen) ? signInAs(visit, seen.account) : `${placeOf(visit)}/dead`;
  return { kind: 'go', to } as const;
}

async function submit(needs: ChooseNeeds, visit: PortalVisit, open: OpenLink, fields: FormFields): Promise<FormOutcome> {
  const typed = readFields(newPasswordForm, fields);
  const own = formFaults({ askCurrent: false }, typed);
  if (own.includes('new-missing')) return again(refusal(own));
  const { organisation, network, now, device } = visit;
  const whose = { account: open.account, kept: undefined, now };
  const byLink = {
    organisation,
    link: open.link,
    account: open.account,
    password: typed['new-password'],
    asked: { at: now, device },
    onlyLook: own.length > 0,
    audit: { address: network },
  };
  const chosen = await withWordOfEnd(needs, whose, () => passwordByLink(needs, byLink));
  if (chosen.kind === 'refused') return again(refusal([...own, ...codesOf(chosen.faults)], typed));
  if (chosen.kind === 'too-often') return again(refusal(['new-too-often']));
  // Used or ended a moment ago: the page itself says what is the matter now.
  if (chosen.kind === 'dead') return { kind: 'go', to: placeOf(visit) };
  // Nobody goes on as the one who was signed in here before (R7.8); the page has said so.
  if (visit.session) await visit.endSession();
  return { kind: 'go', to: `${placeOf(visit)}/done` };
}

function again(left: Refused): FormOutcome {
  return { kind: 'again', left };
}

async function page(needs: ChooseNeeds, visit: PortalVisit, { account, standing }: OpenLink): Promise<Result> {
  const { organisation, now, session, left } = visit;
  const problems = newPasswordProblems(left, organisation, now);
  const other = session && session.accountId !== account.id ? await needs.accounts.byId(session.accountId) : undefined;
  const model: PageModels['activation/choose'] = {
    action: placeOf(visit),
    purpose: purposeAt(visit),
    firstName: account.givenName || account.username,
    username: account.username,
    until: standing.until,
    askBlanks: problems.some(({ code }) => code === 'new-blank'),
    rules: rulesView(needs, organisation, account),
    problems,
    ...(problems.some(({ code }) => code === 'new-too-often') && { againHref: `/${organisation.portal}/forgot-password` }),
    ...(other && { signedInAs: other.username }),
  };
  return { kind: 'page', model };
}
