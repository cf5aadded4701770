import * as oidc from 'openid-client';

/** Who an app is at the provider. */
export interface Registered {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  readonly postLogoutRedirectUri: string;
  readonly scope: string;
  /** Resource indicator of the app's API (RFC 8707), if it has one. */
  readonly resource?: string | undefined;
}

/** A sign-in under way: what the callback is compared with. */
export interface Begun {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly portal?: string | undefined;
}

/** What whoever starts a sign-in may say (OIDC Core §4, and our `portal`). */
export interface Wishes {
  readonly portal?: string | undefined;
  readonly loginHint?: string | undefined;
}

/** Tokens of a signed-in person, and when the access token ends (epoch milliseconds). */
export interface Tokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly accessTokenExpiresAt: number;
  readonly refreshToken?: string | undefined;
}

/** Who signed in, and how surely. `authTime` is epoch seconds. */
export interface Person {
  readonly sub: string;
  readonly sid?: string | undefined;
  readonly name: string;
  readonly username?: string | undefined;
  readonly organisation?: string | undefined;
  readonly portal?: string | undefined;
  readonly locale?: string | undefined;
  readonly acr?: string | undefined;
  readonly amr: readonly string[];
  readonly authTime: number;
}

/** The app's side of the protocol: everything that is sent and verified, all of it by `openid-client`. */
export class RelyingParty {
  readonly #registered: Registered;
  readonly #now: () => number;
  #discovered: Promise<oidc.Configuration> | undefined;

  /** `now`: epoch milliseconds. */
  constructor(registered: Registered, now: () => number) {
    this.#registered = registered;
    this.#now = now;
  }

  /** The provider's metadata and our registration, read at the first need; read again when that failed. */
  async configuration(): Promise<oidc.Configuration> {
    this.#discovered ??= this.#discover();
    try {
      return await this.#discovered;
    } catch (error) {
      this.#discovered = undefined;
      throw error;
    }
  }

  #discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.#registered;
    // Signatures of ID tokens too, which openid-client by itself leaves to TLS (OIDC Core 3.1.3.7).
    const execute = [oidc.enableNonRepudiationChecks, ...(issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [])];
    const metadata = { id_token_signed_response_alg: 'ES256' };
    return oidc.discovery(new URL(issuer), clientId, metadata, oidc.ClientSecretBasic(clientSecret), { execute });
  }

  /** An authorization request with PKCE S256, state and nonce. */
  async begin(wishes: Wishes): Promise<{ readonly url: URL; readonly begun: Begun }> {
    const { redirectUri, scope, resource } = this.#registered;
    const begun = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier(), portal: wishes.portal };
    const url = oidc.buildAuthorizationUrl(await this.configuration(), {
      redirect_uri: redirectUri,
      scope,
      state: begun.state,
      nonce: begun.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(begun.verifier),
      code_challenge_method: 'S256',
      ...(resource !== undefined && { resource }),
      ...(wishes.portal !== undefined && { portal: wishes.portal }),
      ...(wishes.loginHint !== undefined && { login_hint: wishes.loginHint }),
    });
    return { url, begun };
  }

  /** Exchanges the code of the callback's address. Throws openid-client's errors when anything in it is not as it was begun. */
  async finish(callback: URL, begun: Begun): Promise<{ readonly person: Person; readonly tokens: Tokens }> {
    const configuration = await this.configuration();
    const answer = await oidc.authorizationCodeGrant(configuration, callback, {
      expectedState: begun.state,
      expectedNonce: begun.nonce,
      pkceCodeVerifier: begun.verifier,
      idTokenExpected: true,
    });
    const claims = answer.claims();
    if (!claims || answer.id_token === undefined) throw new Error('openid-client returned no ID token though one was expected');
    const about = await oidc.fetchUserInfo(configuration, answer.access_token, claims.sub);
    return { person: personOf({ ...about, ...claims }), tokens: this.#tokens(answer, { idToken: answer.id_token }) };
  }

  /** Fresh tokens for the old ones. Throws `ResponseBodyError` with `invalid_grant` when the session is over. */
  async refresh(tokens: Tokens): Promise<Tokens> {
    return this.#tokens(await this.#refreshed(tokens), tokens);
  }

  /** An access token for the app's own API, and the tokens to keep from now on. */
  async tokenForApi(tokens: Tokens): Promise<{ readonly apiToken: string; readonly tokens: Tokens }> {
    const { resource } = this.#registered;
    if (resource === undefined) throw new Error('this app has no API');
    const answer = await this.#refreshed(tokens, { resource });
    return { apiToken: answer.access_token, tokens: { ...tokens, refreshToken: answer.refresh_token ?? tokens.refreshToken } };
  }

  /** Where the person signs out of the provider too (OpenID Connect RP-Initiated Logout 1.0). */
  async signOutUrl(tokens: Tokens): Promise<URL> {
    const { postLogoutRedirectUri } = this.#registered;
    return oidc.buildEndSessionUrl(await this.configuration(), {
      id_token_hint: tokens.idToken,
      post_logout_redirect_uri: postLogoutRedirectUri,
    });
  }

  async #refreshed(tokens: Tokens, parameters: Record<string, string> = {}) {
    if (tokens.refreshToken === undefined) throw new Error('this person has no refresh token');
    return oidc.refreshTokenGrant(await this.configuration(), tokens.refreshToken, parameters);
  }

  #tokens(answer: oidc.TokenEndpointResponse, former: Pick<Tokens, 'idToken' | 'refreshToken'>): Tokens {
    return {
      idToken: answer.id_token ?? former.idToken,
      accessToken: answer.access_token,
      accessTokenExpiresAt: this.#now() + (answer.expires_in ?? 0) * 1000,
      refreshToken: answer.refresh_token ?? former.refreshToken,
    };
  }
}

/** The claims as the app's pages use them. Userinfo adds what the ID token leaves out. */
export function personOf(claims: Readonly<Record<string, unknown>>): Person {
  const text = (name: string) => (typeof claims[name] === 'string' ? claims[name] : undefined);
  const amr = Array.isArray(claims['amr']) ? claims['amr'].filter((method) => typeof method === 'string') : [];
  const sub = text('sub') ?? '';
  return {
    sub,
    sid: text('sid'),
    name: text('name') ?? text('preferred_username') ?? sub,
    username: text('preferred_username'),
    organisation: text('org_name'),
    portal: text('org_portal'),
    locale: text('locale'),
    acr: text('acr'),
    amr,
    authTime: Number(claims['auth_time'] ?? 0),
  };
}
