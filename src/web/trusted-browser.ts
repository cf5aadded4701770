import type Koa from 'koa';
import type { Organisation } from '../domain/organisations/organisation.ts';

/** More people than sign in to one organisation in one browser of their own. */
const MOST = 5;
const SHAPE = /^[\w-]{43}$/;

/** Tokens by which this browser is spared the second step at an organisation (R14.6), the latest first: one for each person. */
export function trustTokens(ctx: Koa.Context, organisation: Organisation, secure: boolean): readonly string[] {
  const value = ctx.cookies.get(nameFor(organisation, secure), { signed: false }) ?? '';
  return value
    .split('.')
    .filter((token) => SHAPE.test(token))
    .slice(0, MOST);
}

/** Keeps another one, until `expiresAt` (epoch milliseconds) at least. */
export function keepTrustToken(ctx: Koa.Context, organisation: Organisation, token: string, expiresAt: number, secure: boolean): void {
  const value = [token, ...trustTokens(ctx, organisation, secure)].slice(0, MOST).join('.');
  const options = { signed: false, httpOnly: true, sameSite: 'lax', secure, expires: new Date(expiresAt) } as const;
  ctx.cookies.set(nameFor(organisation, secure), value, options);
}

/** One for each organisation: what a browser is spared at one is nothing to another. */
function nameFor({ id }: Organisation, secure: boolean): string {
  return `${secure ? '__Host-' : ''}voordeur_trusted_${id.replaceAll('-', '')}`;
}
