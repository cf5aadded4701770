// Assets: the stylesheet, script and icon of the pages, under names that change with their content, so that browsers
// may keep them for ever. Read, named and compressed once, at start; kept in memory. Knows no request.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** One file as it is served. */
export interface Asset {
  readonly body: Buffer;
  /** Media type with its charset. */
  readonly type: string;
  /** The same body, compressed, by the name of its `Content-Encoding`. */
  readonly encodings: { readonly br: Buffer; readonly gzip: Buffer };
}

/** All files, by their path on the web: `/assets/app.<hash>.css`. Served with `public, max-age=31536000, immutable`. */
export interface Assets {
  readonly files: ReadonlyMap<string, Asset>;
  /** Path on the web of a file of the folder, such as `app.css`. Throws for a file that is not there. */
  href(name: string): string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
};

/** Reads every file of a folder. Throws for a kind of file that is not in the table above. */
export function loadAssets(directory: string): Assets {
  const hrefs = new Map<string, string>();
  const files = new Map<string, Asset>();
  for (const name of readdirSync(directory)) {
    const body = readFileSync(join(directory, name));
    const end = extname(name);
    const href = `/assets/${name.slice(0, -end.length)}.${contentHash(body)}${end}`;
    hrefs.set(name, href);
    files.set(href, asset(body, end));
  }
  return {
    files,
    href(name) {
      const href = hrefs.get(name);
      if (href === undefined) throw new Error(`no asset ${name}`);
      return href;
    },
  };
}

/** Sixteen hexadecimal digits that stand for this content. */
export function contentHash(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 16);
}

/** A body in all its encodings. `end` is `.css`, `.js` or `.svg`. */
export function asset(body: Buffer, end: string): Asset {
  const type = TYPES[end];
  if (type === undefined) throw new Error(`no media type for ${end}`);
  const br = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } });
  const gzip = gzipSync(body, { level: 9 });
  return { body: kept(body), type, encodings: { br: kept(br), gzip: kept(gzip) } };
}

/** The same bytes, alone: Node cuts small buffers out of pieces of 64 KiB, and one that stays keeps its whole piece. */
function kept(bytes: Buffer): Buffer {
  return Buffer.from(Uint8Array.from(bytes).buffer);
}
