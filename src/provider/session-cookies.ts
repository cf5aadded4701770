import type Koa from 'koa';
import { requestScope } from './request-scope.ts';

/** Names of the protocol's cookies. */
export interface SessionCookies {
  /** Of the organisation of the request under way: one session per organisation and browser, side by side (`settled.md` 1). */
  readonly session: () => string;
  readonly interaction: string;
  readonly resume: string;
  /** Attributes of them all (security.md 2.6). */
  readonly options: { readonly httpOnly: true; readonly sameSite: 'lax'; readonly secure: boolean; readonly signed: true };
  /** Ids of the organisations this browser holds a session cookie of; the sessions themselves may be over. */
  readonly organisationsOf: (ctx: Koa.Context) => string[];
}

/** Ids are UUIDs; their hyphens are left out of the name. */
const COMPACT = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;

/**
 * Cookie names, with the `__Host-` and `__Secure-` prefixes where cookies are secure (security.md 2.6). The interaction
 * cookies have a path of their own, which `__Host-` forbids.
 */
export function sessionCookies(secure: boolean): SessionCookies {
  const prefix = `${secure ? '__Host-' : ''}voordeur_session_`;
  const short = secure ? '__Secure-' : '';
  return {
    session: () => prefix + ((requestScope().cookieOf ?? requestScope().organisation?.id)?.replaceAll('-', '') ?? 'none'),
    interaction: `${short}voordeur_interaction`,
    resume: `${short}voordeur_resume`,
    options: { httpOnly: true, sameSite: 'lax', secure, signed: true },
    organisationsOf: (ctx) => cookieNames(ctx).flatMap((name) => organisationOf(name, prefix)),
  };
}

function organisationOf(name: string, prefix: string): string[] {
  const parts = name.startsWith(prefix) ? COMPACT.exec(name.slice(prefix.length)) : null;
  return parts ? [parts.slice(1).join('-')] : [];
}

function cookieNames(ctx: Koa.Context): string[] {
  return ctx
    .get('cookie')
    .split(';')
    .map((pair) => pair.split('=', 1)[0]?.trim() ?? '');
}
