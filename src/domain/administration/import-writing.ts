import type { Account } from '../accounts/account.ts';
import { letterTo } from '../links/ask.ts';
import { drawLink } from '../links/issue.ts';
import type { NewLink } from '../links/link.ts';
import type { Letter } from '../mail/ports.ts';
import { mustUseSingleSignOn, type Organisation } from '../organisations/organisation.ts';
import type { Ports } from '../ports.ts';
import { auditRow, touched } from './acting.ts';
import type { GoodRow } from './import-row.ts';
import type { ActingOnInvitations, Invitation } from './invitations.ts';

/** Who is made and invited where. */
export interface Inviting {
  readonly organisation: Organisation;
  readonly rows: readonly GoodRow[];
  /** How they are invited; `notYet`: not now (R18.1). */
  readonly invitation: Pick<Invitation, 'notBefore' | 'invitedBy'> & { readonly notYet?: boolean | undefined };
}

/**
 * Makes accounts and invites them, unless that is for later, four statements for all of them, inside a transaction under way. Returns the ids of
 * those that were made; the others' user names had been taken meanwhile, and nothing was written for them.
 */
export async function writeInvited(acting: ActingOnInvitations, ports: Ports, inviting: Inviting): Promise<ReadonlySet<string>> {
  if (inviting.rows.length === 0) return new Set();
  const now = acting.clock.now();
  const made = await ports.accounts.insertAll(inviting.rows.map(({ account }) => account));
  const rows = inviting.rows.filter(({ account }) => made.has(account.id));
  if (rows.length === 0) return made;
  const { notYet } = inviting.invitation;
  if (!notYet) await postInvitations(acting, ports, { ...inviting, rows }, now);
  await ports.audit.recordAll(
    rows.flatMap(({ account, said }) => [
      auditRow(acting, now, { event: 'account.created', fields: touched(said) }, whom(account)),
      ...(notYet ? [] : [auditRow(acting, now, { event: 'account.invited' }, whom(account))]),
    ]),
  );
  return made;
}

async function postInvitations(acting: ActingOnInvitations, ports: Ports, inviting: Inviting, now: number): Promise<void> {
  const invitations = inviting.rows.map((row) => invitationOf(acting, inviting, row, now));
  const links = invitations.flatMap(({ link }) => link ?? []);
  if (links.length > 0) await ports.links.issueFirst(links);
  await ports.outbox.postAll(
    invitations.map(({ letter }) => letter),
    now,
  );
}

/** An account that has just been made has no password and no link to end. Who signs in by single sign-on gets none (R17.2). */
function invitationOf(
  acting: ActingOnInvitations,
  { organisation, invitation }: Inviting,
  { account }: GoodRow,
  now: number,
): { readonly link?: NewLink; readonly letter: Letter } {
  const { notBefore, invitedBy } = invitation;
  if (mustUseSingleSignOn(organisation, account))
    return { letter: { ...letterTo(organisation, account, { kind: 'single-sign-on-invited', invitedBy }), notBefore } };
  const issuing = { purpose: 'activation', organisation, account, passwordChangedAt: undefined, notBefore, now } as const;
  const { link, mailed } = drawLink(acting.mailedLinks, issuing);
  return { link, letter: { ...letterTo(organisation, account, { kind: 'activation', invitedBy, ...mailed }), notBefore } };
}

function whom({ organisationId, id }: Account) {
  return { organisation: organisationId, account: id };
}
