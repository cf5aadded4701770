// The floor: the protocol library as bare as it can be and still do the same: static clients, one login form, a plain
// adapter, the same keys. Told what to be in `BENCH_FLOOR`; ends with SIGTERM.
import Provider, { type Configuration, type Grant, type KoaContextWithOIDC } from 'oidc-provider';
import { boundedServer } from '../../src/web/server-limits.ts';
import { API, type Application, CALLBACK, type FloorPlan, ISSUER } from '../plan.ts';
import { openAdapter } from './adapters.ts';
import { loginForm } from './login.ts';
import { passwordCheck } from './password-check.ts';

const plan = JSON.parse(process.env['BENCH_FLOOR'] ?? '') as FloorPlan;
const adapter = await openAdapter(plan.database);
const provider = new Provider(ISSUER, configuration(plan));
provider.proxy = true;
provider.use(loginForm(provider, await passwordCheck(plan)));
boundedServer(provider.callback()).listen(plan.port, '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));

function configuration({ applications, people, keys }: FloorPlan): Configuration {
  const { app, spa, machine } = applications;
  const known = new Set(people);
  const code = { redirect_uris: [CALLBACK], grant_types: ['authorization_code', 'refresh_token'], id_token_signed_response_alg: 'ES256' };
  const ours = ({ id, secret }: Application) => ({ client_id: id, client_secret: secret });
  return {
    adapter,
    clients: [
      { ...ours(app), ...code } as never,
      { client_id: spa.id, token_endpoint_auth_method: 'none', ...code } as never,
      { ...ours(machine), redirect_uris: [], response_types: [], grant_types: ['client_credentials'] },
    ],
    claims: {
      openid: ['sub', 'acr', 'amr', 'auth_time'],
      profile: ['name', 'given_name', 'family_name'],
      email: ['email', 'email_verified'],
    },
    cookies: { keys: ['a key of the bench'] },
    features: features(),
    findAccount: (_ctx, id) => (known.has(id) ? { accountId: id, claims: () => claimsOf(id) } : undefined),
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    jwks: { keys: [...keys] } as NonNullable<Configuration['jwks']>,
    loadExistingGrant,
    pkce: { required: () => true },
    scopes: ['openid', 'offline_access', 'profile', 'email'],
    ttl: lives(),
  };
}

function claimsOf(id: string) {
  return { sub: id, name: `${id} Bench`, given_name: id, family_name: 'Bench', email: `${id}@bench.test`, email_verified: true };
}

/** What applications use; as the product has it. Hoisted: the server is opened above. */
function features(): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_ctx, _client, oneOf) => oneOf ?? [],
      useGrantedResource: () => false,
      getResourceServerInfo: () => ({ scope: 'results:read', audience: API, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } }),
    },
  };
}

async function loadExistingGrant(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { client, session, account } = ctx.oidc;
  if (!client || !session || !account) return undefined;
  const held = session.grantIdFor(client.clientId);
  if (held) return ctx.oidc.provider.Grant.find(held);
  const grant = new ctx.oidc.provider.Grant({ accountId: account.accountId, clientId: client.clientId });
  grant.addOIDCScope('openid profile email');
  await grant.save();
  return grant;
}

/** Every life is set, so that the library warns of none. */
function lives(): NonNullable<Configuration['ttl']> {
  return {
    AccessToken: 600,
    AuthorizationCode: 60,
    ClientCredentials: 600,
    Grant: 2_678_400,
    IdToken: 600,
    Interaction: 3600,
    RefreshToken: 43_200,
    Session: 43_200,
  };
}
