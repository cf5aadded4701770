import { type Configuration, Provider } from 'oidc-provider';
import type { SessionCookies } from './session-cookies.ts';

/** The library asks for the session cookie's name at each request: ours follows the organisation (`settled.md` 1). */
export class PortalProvider extends Provider {
  readonly #cookies: SessionCookies;

  constructor(issuer: string, setup: Configuration, cookies: SessionCookies) {
    super(issuer, setup);
    this.#cookies = cookies;
  }

  override cookieName(type: 'session' | 'interaction' | 'resume'): string {
    return type === 'session' ? this.#cookies.session() : this.#cookies[type];
  }
}
