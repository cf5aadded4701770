// What signed messages of clients must be (security.md 1.27), and more of it for clients of the FAPI 2.0 Security
// Profile. Registration has refused what the profile forbids; here it is refused once more, and at each request.
import { type Client, type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { CLIENT_ALGORITHMS } from '../domain/clients/metadata.ts';
import { isFapi2 } from '../domain/clients/metadata-reading.ts';
import { FAPI2_ALGORITHMS, profileFaults } from '../domain/clients/security-profile.ts';
import type { Clock } from '../kernel/clock.ts';
import { inSeconds, minutes } from '../kernel/duration.ts';

type Features = NonNullable<Configuration['features']>;
type Claims = Readonly<Record<string, unknown>>;

/**
 * The algorithms of each use: no `none`, nothing symmetric (security.md 1.27). Keys of DPoP proofs are in nobody's
 * registration, so the strict list serves all.
 */
export const ALGORITHMS: NonNullable<Configuration['enabledJWA']> = {
  idTokenSigningAlgValues: ['RS256', 'ES256'],
  clientAuthSigningAlgValues: [...CLIENT_ALGORITHMS],
  requestObjectSigningAlgValues: [...CLIENT_ALGORITHMS],
  dPoPSigningAlgValues: [...FAPI2_ALGORITHMS],
};

/** What is dated further ahead was made by a clock that is wrong, or to be kept (FAPI 2.0 Security Profile §5.3.2.1). */
const AHEAD = minutes(1);
/** Longest life of a request object of the profile (§5.3.2.2, by its `nbf`). */
const REQUEST_LIFE = minutes(60);

/** The library's own part of the profile, per client. */
export const fapi: NonNullable<Features['fapi']> = {
  enabled: true,
  profile: (_ctx, client) => (isFapi2Client(client) ? '2.0' : undefined),
};

/** Whether a client of the library keeps to the profile. */
export function isFapi2Client(client: Client | undefined): boolean {
  return client !== undefined && isFapi2({ security_profile: client['security_profile'] });
}

/** Refuses to load a client whose row, however it came about, does not keep to its profile. */
export const checkOwnMetadata: NonNullable<NonNullable<Configuration['extraClientMetadata']>['validator']> = (
  _ctx,
  name,
  _value,
  metadata,
) => {
  const [fault] = name === 'security_profile' ? profileFaults({ ...metadata }) : [];
  if (fault) throw new errors.InvalidClientMetadata(`${fault.field} ${fault.detail}`);
};

/** The library has checked signature, issuer, expiry and an audience of ours; the profile allows the issuer alone (5.3.2.1). */
export function checkClientAssertion(clock: Clock): NonNullable<Configuration['assertJwtClientAuthClaimsAndHeader']> {
  return (ctx, claims, header, client) => {
    const wrong = timeFault(claims, clock) ?? (isFapi2Client(client) ? assertionFault(ctx, claims, header) : undefined);
    if (wrong) throw new errors.InvalidClientAuth(wrong);
  };
}

/** Request objects (RFC 9101): signed only; of the profile, with a start and an end close to each other. */
export function requestObjects(clock: Clock): NonNullable<Features['requestObjects']> {
  return {
    enabled: true,
    assertJwtClaimsAndHeader: (_ctx, claims, header, client) => {
      const wrong = timeFault(claims, clock) ?? (isFapi2Client(client) ? requestFault(claims, header) : undefined);
      if (wrong) throw new errors.InvalidRequestObject(wrong);
    },
  };
}

function timeFault({ iat }: Claims, clock: Clock): string | undefined {
  return typeof iat === 'number' && iat > inSeconds(clock.now() + AHEAD) ? 'iat lies in the future' : undefined;
}

function assertionFault(ctx: KoaContextWithOIDC, claims: Claims, header: Claims): string | undefined {
  if (claims['aud'] !== ctx.oidc.issuer) return 'aud must be the issuer, as text';
  return algorithmFault(header);
}

function requestFault({ exp, nbf, aud }: Claims, header: Claims): string | undefined {
  if (typeof exp !== 'number' || typeof nbf !== 'number' || aud === undefined) return 'exp, nbf and aud are needed';
  if (exp <= nbf || exp - nbf > inSeconds(REQUEST_LIFE)) return 'exp must be at most 60 minutes after nbf';
  // What was pushed unsigned stands in an object of the library's own, and was authenticated when it was pushed.
  return header['alg'] === 'none' ? undefined : algorithmFault(header);
}

function algorithmFault({ alg }: Claims): string | undefined {
  return (FAPI2_ALGORITHMS as readonly unknown[]).includes(alg) ? undefined : `alg must be ${FAPI2_ALGORITHMS.join(' or ')}`;
}
