import { newId } from '../../kernel/random.ts';
import { repairPortalName } from '../../kernel/text.ts';
import { done, type Fault, type Outcome, refused } from '../fault.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { Organisations } from '../organisations/ports.ts';
import { type Acting, auditRow, touched } from './acting.ts';
import { applyOrganisation, type OrganisationChange, type OrganisationInput } from './organisation-sheet.ts';
import { inPages } from './pages.ts';
import { singleSignOnFaults } from './single-sign-on.ts';

const TAKEN: Fault = { field: 'portal', code: 'taken', detail: 'is in use, now or as an old name of a portal' };

/**
 * Makes an organisation with its portal (R1.1). Returns it, or all faults: portal name `taken`, `reserved` or
 * `invalid`, and whatever is wrong with the rest.
 */
export async function addOrganisation(acting: Acting, input: OrganisationInput): Promise<Outcome<Organisation>> {
  const now = acting.clock.now();
  const id = newId();
  return acting.work(async (ports) => {
    const sheet = applyOrganisation({ id, createdAt: now }, input, now);
    const taken = await ports.organisations.byPortal(input.portal.trim().toLowerCase());
    const nowhere = sheet.done ? await singleSignOnFaults(ports.connections, sheet.value) : sheet.faults;
    const faults = [...nowhere, ...(taken ? [TAKEN] : [])];
    if (!sheet.done || faults.length > 0) return refused(...faults);
    const organisation = sheet.value;
    if ((await ports.organisations.insert(organisation)) === 'portal-taken') return refused(TAKEN);
    await ports.audit.record(auditRow(acting, now, { event: 'organisation.created', fields: touched(input) }, { organisation: id }));
    return done(organisation);
  });
}

/**
 * Changes what is given of an organisation; a new portal name leaves the old one as an alias (R1.1). `reference`: its
 * id, or a present or former short name. Suspending refuses everything of its people from then on (security.md 1.20).
 */
export async function setOrganisation(acting: Acting, reference: string, change: OrganisationChange): Promise<Outcome<Organisation>> {
  const now = acting.clock.now();
  return acting.work(async (ports) => {
    const present = await findOrganisation(ports.organisations, reference);
    if (!present) return refused(unknownOrganisation('organisation'));
    const sheet = applyOrganisation(present, change, now);
    if (!sheet.done) return sheet;
    const organisation = sheet.value;
    const nowhere = await singleSignOnFaults(ports.connections, organisation);
    if (nowhere.length > 0) return refused(...nowhere);
    if (organisation.portal !== present.portal) {
      if ((await ports.organisations.rename(present.id, organisation.portal)) === 'portal-taken') return refused(TAKEN);
    }
    await ports.organisations.update(organisation);
    await ports.audit.record(
      auditRow(acting, now, { event: 'organisation.changed', fields: touched(change) }, { organisation: present.id }),
    );
    return done(organisation);
  });
}

/** An organisation by its id, or by a present or former short name in any case. */
export async function findOrganisation(
  organisations: Pick<Organisations, 'byId' | 'byPortal'>,
  reference: string,
): Promise<Organisation | undefined> {
  return (await organisations.byPortal(repairPortalName(reference))) ?? (await organisations.byId(reference));
}

/** The fault of a reference that leads nowhere. */
export function unknownOrganisation(field: string): Fault {
  return { field, code: 'unknown', detail: 'is not the short name or id of an organisation' };
}

/** All organisations, by short name. */
export function listOrganisations(organisations: Pick<Organisations, 'list'>): AsyncGenerator<Organisation> {
  return inPages(
    (limit, after) => organisations.list(limit, after),
    (organisation) => organisation.portal,
  );
}
