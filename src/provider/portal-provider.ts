import { type Configuration, Provider } from 'oidc-provider';
import { requestScope } from './request-scope.ts';
import type { SessionCookies } from './session-cookies.ts';

/**
 * The library asks for a cookie's name at each use: the session's follows the organisation (`settled.md` 1), and a request
 * that takes up what it answered shows the interaction's instead of the one to resume by, once.
 */
export class PortalProvider extends Provider {
  readonly #cookies: SessionCookies;

  constructor(issuer: string, setup: Configuration, cookies: SessionCookies) {
    super(issuer, setup);
    this.#cookies = cookies;
  }

  override cookieName(type: 'session' | 'interaction' | 'resume'): string {
    if (type === 'session') return this.#cookies.session();
    return type === 'resume' && resumesByInteraction() ? this.#cookies.interaction : this.#cookies[type];
  }
}

function resumesByInteraction(): boolean {
  const scope = requestScope();
  const { resumesByInteraction: asked } = scope;
  scope.resumesByInteraction = false;
  return asked;
}
