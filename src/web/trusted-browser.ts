import type Koa from 'koa';
import type { Organisation } from '../domain/organisations/organisation.ts';

/** More people than sign in to one organisation in one browser of their own. */
const MOST = 5;
const SHAPE = /^[\w-]{43}$/;

/** What a browser keeps of being spared the second step (R14.6): tokens by organisation, one for each person. */
export interface TrustCookies {
  /** The latest first. */
  trustTokens(ctx: Koa.Context, organisation: Organisation): readonly string[];
  /** Keeps another one until `expiresAt`, epoch milliseconds. */
  keepTrustToken(ctx: Koa.Context, organisation: Organisation, token: string, expiresAt: number): void;
}

/** The cookies. `secure` adds the `__Host-` prefix and the attribute (security.md 2.6). */
export function trustCookies(secure: boolean): TrustCookies {
  const trustTokens = (ctx: Koa.Context, organisation: Organisation) =>
    (ctx.cookies.get(nameFor(organisation, secure), { signed: false }) ?? '')
      .split('.')
      .filter((token) => SHAPE.test(token))
      .slice(0, MOST);
  return {
    trustTokens,
    keepTrustToken: (ctx, organisation, token, expiresAt) => {
      const value = [token, ...trustTokens(ctx, organisation)].slice(0, MOST).join('.');
      const options = { signed: false, httpOnly: true, sameSite: 'lax', secure, expires: new Date(expiresAt) } as const;
      ctx.cookies.set(nameFor(organisation, secure), value, options);
    },
  };
}

/** One for each organisation: what a browser is spared at one is nothing to another. */
function nameFor({ id }: Organisation, secure: boolean): string {
  return `${secure ? '__Host-' : ''}voordeur_trusted_${id.replaceAll('-', '')}`;
}
