// Which organisation a request is about (`settled.md` 2, 59, 60): decided before the library runs, because the session
// cookie's name depends on it, and checked again by the library's own validated parameters.
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { Accounts } from '../domain/accounts/ports.ts';
import { type Client, impliedOrganisation, serves } from '../domain/clients/client.ts';
import type { Organisation } from '../domain/organisations/organisation.ts';
import type { Organisations } from '../domain/organisations/ports.ts';
import { repairPortalName } from '../kernel/text.ts';
import type { ClientDirectory } from './clients.ts';
import { requestScope } from './request-scope.ts';

/** What the choice needs. */
export interface PortalChoiceNeeds {
  readonly organisations: Pick<Organisations, 'byId' | 'byPortal'>;
  readonly accounts: Pick<Accounts, 'withOrganisation'>;
  readonly clients: Pick<ClientDirectory, 'find'>;
}

/** What a request says about the organisation it means; all of it unverified. */
export interface PortalClues {
  /** The `portal` parameter: a short name or an organisation's id. */
  readonly portal: string | undefined;
  /** `sub` of an `id_token_hint`. */
  readonly subject: string | undefined;
  /** Short name remembered in this browser. */
  readonly remembered: string | undefined;
}

/** An organisation by short name, old name or id; only an active one. */
export async function organisationNamed(
  organisations: Pick<Organisations, 'byId' | 'byPortal'>,
  name: string,
): Promise<Organisation | undefined> {
  const found = (await organisations.byPortal(repairPortalName(name))) ?? (await organisations.byId(name));
  return found?.state === 'active' ? found : undefined;
}

/** The organisation a request means, if the client serves it. A named portal is never replaced by another. */
export async function chooseOrganisation(needs: PortalChoiceNeeds, client: Client, clues: PortalClues): Promise<Organisation | undefined> {
  const served = (organisation: Organisation | undefined) =>
    organisation?.state === 'active' && serves(client, organisation.id) ? organisation : undefined;
  if (clues.portal !== undefined) return served(await organisationNamed(needs.organisations, clues.portal));
  const implied = impliedOrganisation(client);
  if (implied !== undefined) return served(await needs.organisations.byId(implied));
  const hinted = clues.subject === undefined ? undefined : (await needs.accounts.withOrganisation(clues.subject))?.organisation;
  if (served(hinted)) return hinted;
  return clues.remembered === undefined ? undefined : served(await organisationNamed(needs.organisations, clues.remembered));
}

/**
 * The library's check of the `portal` parameter. Leaves the organisation's id in the parameters, so that it travels with
 * the interaction; refuses what is unknown or not served, naming the parameter.
 */
export function portalParameter(needs: PortalChoiceNeeds): (ctx: KoaContextWithOIDC, value: string | undefined) => Promise<void> {
  return async (ctx, value) => {
    const client = await needs.clients.find(ctx.oidc.client?.clientId ?? '');
    if (!client || !ctx.oidc.params) throw new errors.InvalidClient('client is invalid', 'client not found');
    const pushed = ctx.oidc.route === 'pushed_authorization_request';
    const chosen =
      pushed || value !== undefined
        ? await chooseOrganisation(needs, client, { portal: value, subject: undefined, remembered: undefined })
        : requestScope().organisation;
    if (!chosen) throw refusal(ctx, value);
    if (!pushed && chosen.id !== requestScope().organisation?.id)
      throw new errors.InvalidRequest('portal differs from the one the request began with');
    ctx.oidc.params['portal'] = chosen.id;
  };
}

function refusal(ctx: KoaContextWithOIDC, value: string | undefined): errors.OIDCProviderError {
  if (value !== undefined) return new errors.InvalidRequest('portal is unknown, or not served by this client');
  if (ctx.oidc.prompts.has('none')) return new errors.LoginRequired('no portal is known for this request');
  return new errors.InvalidRequest('portal is missing, and this client serves several');
}
