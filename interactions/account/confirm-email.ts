import { type Answering, confirmEmail, stopEmailChange } from '../../src/domain/journeys/change-email.ts';
import type { EmailChange } from '../../src/domain/links/email-change.ts';
import { LINK_PLACES } from '../../src/domain/links/issue.ts';
import type { EmailPurpose } from '../../src/domain/links/link.ts';
import { type LookNeeds, lookAt, type SeenLink } from '../../src/domain/links/look.ts';
import type { EmailChanges } from '../../src/domain/links/ports.ts';
import type { Work } from '../../src/domain/ports.ts';
import type { PageModels } from '../../src/views/models.ts';
import { SUBJECT_PLACES } from '../kit/account-places.ts';
import type { FormFields, FormOutcome, Page, PageOutcome } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';
import { type WordOfEndNeeds, withWordOfEnd } from '../kit/word-of-end.ts';

/** What the pages need. */
export interface ConfirmEmailNeeds extends LookNeeds, WordOfEndNeeds {
  readonly emailChanges: Pick<EmailChanges, 'byLink'>;
  readonly work: Work;
}

type Model = PageModels['account/confirm-email'];

/** A wish whose link was opened here. */
interface Opened {
  readonly seen: SeenLink;
  readonly change: EmailChange;
}

/** `/<portal>/new-address/<handle>` and `/<portal>/old-address/<handle>`: to agree to another address, or to stop it. Opening changes nothing. */
export function confirmEmailPages(needs: ConfirmEmailNeeds): readonly Page<PortalVisit, 'account/confirm-email'>[] {
  return (['email-new', 'email-old'] as const).map((purpose) => ({
    address: `/:portal/${LINK_PLACES[purpose]}/:ticket`,
    template: 'account/confirm-email',
    load: async (visit) => page(visit, purpose, await openedIn(needs, visit, purpose)),
    submit: { run: (visit, fields) => submit(needs, visit, purpose, fields) },
  }));
}

/** The wish of the link that was opened in this browser on this handle. */
async function openedIn(needs: ConfirmEmailNeeds, visit: PortalVisit, purpose: EmailPurpose): Promise<Opened | undefined> {
  const id = visit.noteAt(visit.address);
  const seen = id === undefined ? undefined : await lookAt(needs, id, visit.organisation, visit.now);
  if (seen?.link.purpose !== purpose) return undefined;
  const change = await needs.emailChanges.byLink(seen.link.id, seen.link.accountId);
  return change && { seen, change };
}

async function submit(needs: ConfirmEmailNeeds, visit: PortalVisit, purpose: EmailPurpose, fields: FormFields): Promise<FormOutcome> {
  const opened = await openedIn(needs, visit, purpose);
  const again = { kind: 'go', to: visit.address } as const;
  if (!opened || stateOf(opened) !== 'ask') return again;
  const { organisation, now, device, network } = visit;
  const { change } = opened;
  const answering = { organisation, change, asked: { at: now, device }, audit: { address: network } };
  if (fields['do'] === 'stop' && purpose === 'email-old') await stopEmailChange(needs, answering);
  if (fields['do'] === 'confirm') await confirm(needs, visit, { ...answering, side: purpose === 'email-new' ? 'new' : 'old' });
  // What has become of it is what the page says, however often it is opened.
  return again;
}

async function confirm(needs: ConfirmEmailNeeds, { session }: PortalVisit, answering: Omit<Answering, 'kept'>): Promise<void> {
  const { change, asked } = answering;
  const kept = session?.accountId === change.accountId ? session : undefined;
  const whose = { account: { id: change.accountId }, kept, now: asked.at };
  await withWordOfEnd(needs, whose, () => confirmEmail(needs, { ...answering, kept }));
}

/** What the page says: by the wish, and by the link as it stands. */
function stateOf({ seen, change }: Opened): Model['state'] {
  if (change.state === 'done') return 'changed';
  if (change.state === 'stopped') return 'stopped';
  // Also for who has agreed already: nobody else can any more.
  if (change.state === 'ended') return 'dead';
  if (seen.standing.kind === 'open') return 'ask';
  return seen.link.usedAt !== undefined && seen.link.ended === undefined ? 'waiting' : 'dead';
}

function page({ address, organisation }: PortalVisit, purpose: EmailPurpose, opened: Opened | undefined): PageOutcome<Model> {
  const state = opened ? stateOf(opened) : 'dead';
  const facts = opened && state !== 'dead' ? { email: opened.change.email, username: opened.seen.account?.username ?? '' } : undefined;
  const accountHref = `/${organisation.portal}${SUBJECT_PLACES.profile}`;
  const side = purpose === 'email-new' ? 'new' : 'old';
  return { kind: 'page', model: { action: address, side, state, ...(facts && { facts }), accountHref } };
}
