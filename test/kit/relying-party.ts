// A relying party as apps in the field build one: openid-client, unmodified.
import * as oidc from 'openid-client';

/** Where a code flow stands: what to keep until the callback. */
export interface Begun {
  readonly url: string;
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

/** A registered application. */
export interface RelyingPartyOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly secret?: string;
  readonly redirectUri: string;
  readonly scope?: string;
  readonly metadata?: Partial<oidc.ClientMetadata>;
}

/** An application that signs people in by the code flow. */
export class RelyingParty {
  readonly config: oidc.Configuration;
  readonly options: RelyingPartyOptions;

  private constructor(config: oidc.Configuration, options: RelyingPartyOptions) {
    this.config = config;
    this.options = options;
  }

  /** Reads discovery, as an app does at its start. */
  static async discover(options: RelyingPartyOptions): Promise<RelyingParty> {
    const authentication = options.secret === undefined ? oidc.None() : oidc.ClientSecretBasic(options.secret);
    // Signatures too, which the library by itself leaves to TLS where the token comes from the token endpoint (Core 3.1.3.7).
    const settings = { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] };
    const config = await oidc.discovery(new URL(options.issuer), options.clientId, options.metadata ?? {}, authentication, settings);
    return new RelyingParty(config, options);
  }

  /** An authorization request with PKCE S256, state and nonce, and whatever a test adds. */
  async begin(extra: Record<string, string> = {}): Promise<Begun> {
    const verifier = oidc.randomPKCECodeVerifier();
    const state = oidc.randomState();
    const nonce = oidc.randomNonce();
    const url = oidc.buildAuthorizationUrl(this.config, {
      redirect_uri: this.options.redirectUri,
      scope: this.options.scope ?? 'openid profile email organisation',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      ...extra,
    });
    return { url: url.href, verifier, state, nonce };
  }

  /** Exchanges the code of a callback address; openid-client verifies everything. */
  async exchange(callback: string, begun: Begun, parameters: Record<string, string> = {}) {
    const checks = { pkceCodeVerifier: begun.verifier, expectedState: begun.state, expectedNonce: begun.nonce, idTokenExpected: true };
    return oidc.authorizationCodeGrant(this.config, new URL(callback), checks, parameters);
  }

  /** Whether an address is this application's callback. */
  isCallback = (url: string): boolean => url.startsWith(this.options.redirectUri);
}
