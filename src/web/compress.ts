import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type Koa from 'koa';

/** Below this an answer fits in one packet anyway. */
const LEAST_BYTES = 1024;
/** Quick enough for an answer made for one person. */
const BROTLI_QUALITY = 4;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** Compresses pages. Safe beside what a person typed, since the form's proof is masked anew in each answer (BREACH). */
export function compressPages(): Koa.Middleware {
  return async (ctx, next) => {
    await next();
    if (typeof ctx.body !== 'string' || !ctx.response.is('html') || ctx.body.length < LEAST_BYTES) return;
    ctx.vary('Accept-Encoding');
    const encoding = ctx.acceptsEncodings('br', 'gzip', 'identity');
    if (encoding !== 'br' && encoding !== 'gzip') return;
    const { status, type, body } = ctx;
    ctx.body =
      encoding === 'br' ? await brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }) : await gzipped(body);
    ctx.status = status;
    ctx.type = type;
    ctx.set('content-encoding', encoding);
  };
}
