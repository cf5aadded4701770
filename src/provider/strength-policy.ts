// Whether a session is as strong as it must be where a code is issued: for the application that asks, and by the rules of its
// organisation (security.md 1.1, 1.15). Both checks lead to the sign-in that asks only for what is missing.
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { canBeMet, type Strength } from '../domain/factors/demand.ts';
import { type AskedAcr, acrToTell, weighAcr } from '../domain/journeys/asked-acr.ts';
import { isEnough } from '../domain/journeys/enough.ts';
import type { Proof } from '../domain/journeys/journey.ts';
import type { Holder, Standing } from '../domain/journeys/ports.ts';
import { twoStepRules } from '../domain/organisations/organisation.ts';
import type { Clock } from '../kernel/clock.ts';
import { askedAcr } from './asked-acr.ts';
import type { SignInResult } from './proved-sessions.ts';
import { requestScope } from './request-scope.ts';

/** What the checks need. */
export interface StrengthNeeds {
  /** What is known of a session, read with it. */
  readonly standing: (uid: string) => Promise<Standing | undefined>;
  /** Whose it is, read with it too. */
  readonly holder: (accountId: string) => Promise<Holder | undefined>;
  readonly clock: Clock;
}

/** Whether the session is not as strong as the application asks, by `acr_values` or the claim `acr` (`settled.md` 71). */
export function acrUnmet(needs: StrengthNeeds) {
  const unmetBy = async (ctx: KoaContextWithOIDC, asked: AskedAcr): Promise<boolean> => {
    const { session, result } = ctx.oidc;
    const held = session?.accountId === undefined ? undefined : session.acr;
    const answer = weighAcr(held, asked, await reach(needs, ctx));
    if (answer === 'unreachable' || (answer === 'sign-in-again' && result?.login)) throw unmet();
    // What the code says is read from the request, where `acr` is a getter over the session. The session keeps what was proved, so
    // the request alone is given another; a claim of the account would be overwritten by what the code says.
    if (answer === 'met') Object.defineProperty(ctx.oidc, 'acr', { value: acrToTell(held, asked), configurable: true });
    return answer === 'sign-in-again' && held !== undefined;
  };
  return (ctx: KoaContextWithOIDC): boolean | Promise<boolean> => {
    const asked = askedAcr(ctx.oidc.params ?? {});
    return asked.voluntary.length > 0 || asked.essential.length > 0 ? unmetBy(ctx, asked) : false;
  };
}

/**
 * What can be reached here: by the rules for whoever is signed in, else by what the organisation allows its people, so that
 * nobody types a password for nothing.
 */
async function reach({ holder }: StrengthNeeds, ctx: KoaContextWithOIDC): Promise<(strength: Strength) => boolean> {
  const { organisation } = requestScope();
  const accountId = ctx.oidc.session?.accountId;
  const role = accountId === undefined ? undefined : (await holder(accountId))?.askedBy?.role;
  if (!organisation) return () => true;
  const rules = twoStepRules(organisation, role ?? 'candidate', String(ctx.oidc.client?.clientId));
  const hasProvider = organisation.policy.singleSignOn !== 'off';
  return (strength) => (strength === 'federated' && hasProvider) || canBeMet(rules, strength);
}

/**
 * Whether more is asked of who is signed in than their session was proved by (R14.1): in an application with a stricter rule,
 * under a policy that became stricter, or by a factor that the account no longer has. Throws where the sign-in has only
 * just ended: more is asked since, and there is no page to go back to.
 */
export function twoStepMissing(needs: StrengthNeeds) {
  return async (ctx: KoaContextWithOIDC): Promise<boolean> => {
    const { session, account, client, result } = ctx.oidc;
    const { organisation } = requestScope();
    if (!session?.accountId || !account || !client || organisation?.id !== account['organisationId']) return false;
    const holder = await needs.holder(session.accountId);
    if (!holder || !organisation) return false;
    const justNow = result?.login === undefined ? undefined : (result as unknown as SignInResult).proofs;
    const held = justNow === undefined ? (await needs.standing(session.uid))?.session : { proofs: justNow, signedInAt: needs.clock.now() };
    const proofs: readonly Proof[] = held?.proofs ?? [];
    const issuing = { organisation, clientId: client.clientId, signedInAt: held?.signedInAt ?? needs.clock.now() };
    if (isEnough(proofs, holder, issuing)) return false;
    if (justNow !== undefined) throw new errors.AccessDenied('more is asked than when the sign-in ended');
    return true;
  };
}

function unmet(): errors.UnmetAuthenticationRequirements {
  return new errors.UnmetAuthenticationRequirements('none of the requested acr values can be reached');
}
