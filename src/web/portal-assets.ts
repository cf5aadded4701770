import type Koa from 'koa';
import type { Organisation } from '../domain/organisations/organisation.ts';
import { type Asset, contentHash } from '../views/assets.ts';
import { brandStylesheet } from '../views/theme.ts';

const IMMUTABLE = 'public, max-age=31536000, immutable';
const PORTAL_ASSET = /^\/assets\/t\/([a-z0-9-]{2,40})\.([0-9a-f]{16})\.(css|png)$/;

/** Where a portal's logo is served: another address at each other picture. */
export function logoHref(portal: string, logo: string): string {
  return `/assets/t/${portal}.${contentHash(logo)}.png`;
}

/** What the files are served from. */
export interface AssetNeeds {
  readonly files: ReadonlyMap<string, Asset>;
  readonly organisationNamed: (portal: string) => Promise<Organisation | undefined>;
}

/** Serves the pages' own files and each portal's colours and logo, all under names that change with their content (ux.md 2.5). */
export function serveAssets(needs: AssetNeeds): Koa.Middleware {
  const serve = async (ctx: Koa.Context): Promise<void> => {
    const file = needs.files.get(ctx.path);
    if (file) return answer(ctx, file);
    const [, portal, hash, kind] = PORTAL_ASSET.exec(ctx.path) ?? [];
    const organisation = portal === undefined ? undefined : await needs.organisationNamed(portal);
    if (!organisation) return;
    if (kind === 'css') answerPlain(ctx, 'text/css; charset=utf-8', brandStylesheet(organisation.look));
    else answerLogo(ctx, organisation, hash ?? '');
  };
  return (ctx, next) => (ctx.path.startsWith('/assets/') && (ctx.method === 'GET' || ctx.method === 'HEAD') ? serve(ctx) : next());
}

function answer(ctx: Koa.Context, file: Asset): void {
  ctx.vary('Accept-Encoding');
  const encoding = ctx.acceptsEncodings('br', 'gzip', 'identity');
  const encoded = encoding === 'br' || encoding === 'gzip' ? file.encodings[encoding] : undefined;
  answerPlain(ctx, file.type, encoded ?? file.body);
  if (encoded && encoding) ctx.set('content-encoding', encoding);
}

/** A logo that was replaced meanwhile is gone: pages name the present one. */
function answerLogo(ctx: Koa.Context, { look }: Organisation, hash: string): void {
  const logo = [look.logo, look.darkLogo].find((each) => each !== undefined && contentHash(each) === hash);
  if (logo) answerPlain(ctx, 'image/png', Buffer.from(logo.slice(logo.indexOf(',') + 1), 'base64'));
}

function answerPlain(ctx: Koa.Context, type: string, body: string | Buffer): void {
  ctx.type = type;
  ctx.body = body;
  ctx.set('cache-control', IMMUTABLE);
}
