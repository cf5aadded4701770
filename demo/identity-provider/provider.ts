import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { type Configuration, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import { memory } from './memory.ts';
import { languageOf, notePage, signOutPage } from './pages.ts';
import type { Colleague, Settings } from './settings.ts';
import { SIGN_IN, signInPages } from './sign-in.ts';

const SCOPES = 'openid profile email';
/** In seconds, as the library counts. */
const HOUR = 3600;

/** The identity provider at `issuer`, with keys that were made just now. */
export function identityProvider(issuer: string, settings: Settings): Provider {
  const provider = new Provider(issuer, configuration(settings));
  provider.use(signInPages(provider, settings));
  return provider;
}

function configuration(settings: Settings): Configuration {
  const { name, client, people } = settings;
  return {
    adapter: memory(),
    // What it says of how somebody signed in stands in every ID token.
    claims: {
      openid: ['sub', 'acr', 'amr', 'auth_time'],
      profile: ['name', 'given_name', 'family_name', 'preferred_username'],
      email: ['email', 'email_verified'],
    },
    acrValues: people.flatMap(({ acr }) => acr ?? []),
    clients: [
      { client_id: client.id, client_secret: client.secret, redirect_uris: [...client.redirectUris], grant_types: ['authorization_code'] },
    ],
    conformIdTokenClaims: settings.claimsIn === 'userinfo',
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => show(ctx, (language) => signOutPage(name, language, form)),
        postLogoutSuccessSource: (ctx) => show(ctx, (language) => notePage(name, language, 'out')),
      },
    },
    findAccount: (_ctx, sub) => {
      const found = people.find((person) => person.sub === sub);
      return found && { accountId: sub, claims: () => claimsOf(found) };
    },
    interactions: { url: (_ctx, { uid }) => SIGN_IN + uid },
    jwks: { keys: [generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })] },
    loadExistingGrant,
    renderError: (ctx) => show(ctx, (language) => notePage(name, language, 'over')),
    responseTypes: ['code'],
    ttl: { AccessToken: HOUR, AuthorizationCode: 60, Grant: 12 * HOUR, IdToken: HOUR, Interaction: HOUR, Session: 12 * HOUR },
  };
}

/** Nobody is asked for consent: whose system it is, has decided. */
async function loadExistingGrant({ oidc }: KoaContextWithOIDC) {
  const { client, session } = oidc;
  if (!client || !session?.accountId) return undefined;
  const grant = new oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(SCOPES);
  await grant.save();
  return grant;
}

function claimsOf({ sub, username, email, emailVerified, givenName, familyName }: Colleague) {
  return {
    sub,
    name: `${givenName} ${familyName}`,
    given_name: givenName,
    family_name: familyName,
    preferred_username: username,
    email,
    email_verified: emailVerified,
  };
}

function show(ctx: KoaContextWithOIDC, page: (language: ReturnType<typeof languageOf>) => string): void {
  ctx.type = 'html';
  ctx.body = page(languageOf(ctx.query['ui_locales'], ctx.get('accept-language')));
}
