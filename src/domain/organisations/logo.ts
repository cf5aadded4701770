// Logos are never served as they came: a PNG is taken apart, its picture data unpacked and packed again, and only what
// draws is kept, so that nothing can ride along (security.md 1.37). No SVG, which can hold script. No other raster
// format: re-encoding JPEG or WebP would cost a native library for a picture of 180 × 48.
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { PNG_SIGNATURE, pngChunk } from '../../kernel/png.ts';

/** What a logo may be: bytes as uploaded, pixels each way. The slot is 180 × 48 (ux.md 2.4). */
export const LOGO_LIMITS = { bytes: 12 * 1024, least: 16, most: 1024 } as const;

/** Why a logo was refused, in English words. */
export type LogoRefusal = { readonly refused: string };

/** Samples per pixel and the allowed bits per sample, by colour type (PNG 3rd edition, table 12). */
const COLOUR_TYPES: Readonly<Record<number, { readonly samples: number; readonly depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};
const FORMATS: readonly { readonly name: string; readonly begins: Buffer }[] = [
  { name: 'JPEG', begins: Buffer.from([0xff, 0xd8, 0xff]) },
  { name: 'GIF', begins: Buffer.from('GIF8') },
  { name: 'WebP', begins: Buffer.from('RIFF') },
  { name: 'SVG', begins: Buffer.from('<') },
];

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

interface Header {
  readonly width: number;
  readonly height: number;
  readonly bitsPerPixel: number;
  readonly indexed: boolean;
}

/** Reads an uploaded logo (PNG, not interlaced, at most 12 kB) and returns it re-encoded as a `data:` address, or why not. */
export function readLogo(bytes: Uint8Array): string | LogoRefusal {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length > LOGO_LIMITS.bytes) return { refused: `is ${file.length} bytes, at most ${LOGO_LIMITS.bytes} are allowed` };
  if (!file.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE)) return { refused: notPng(file) };
  const chunks = readChunks(file.subarray(PNG_SIGNATURE.length));
  const head = chunks?.[0];
  if (!chunks || head?.type !== 'IHDR' || head.data.length !== 13) return { refused: 'is a damaged PNG' };
  const header = readHeader(head.data);
  if ('refused' in header) return header;
  const picture = unpack(chunks, header);
  if (!picture || !paletteFits(chunks, header)) return { refused: 'is a damaged PNG' };
  return `data:image/png;base64,${write(chunks, picture).toString('base64')}`;
}

function notPng(file: Buffer): string {
  const format = FORMATS.find(({ begins }) => file.subarray(0, begins.length).equals(begins));
  return format ? `is ${format.name}, only PNG is taken` : 'is not a PNG';
}

/** The chunks up to IEND, or undefined when a length or checksum is wrong. What follows IEND is dropped. */
function readChunks(body: Buffer): Chunk[] | undefined {
  const chunks: Chunk[] = [];
  for (let at = 0; at + 12 <= body.length; ) {
    const length = body.readUInt32BE(at);
    const end = at + 8 + length;
    if (end + 4 > body.length || crc32(body.subarray(at + 4, end)) !== body.readUInt32BE(end)) return undefined;
    const type = body.toString('latin1', at + 4, at + 8);
    if (type === 'IEND') return chunks;
    chunks.push({ type, data: body.subarray(at + 8, end) });
    at = end + 4;
  }
  return undefined;
}

function readHeader(data: Buffer): Header | LogoRefusal {
  const [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
  const [depth, colourType, compression, filter, interlace] = data.subarray(8);
  const { least, most } = LOGO_LIMITS;
  if (Math.min(width, height) < least || Math.max(width, height) > most) {
    return { refused: `is ${width} × ${height} pixels, each way ${least} to ${most} are allowed` };
  }
  if (interlace !== 0) return { refused: 'is an interlaced PNG; save it without interlacing' };
  const colour = COLOUR_TYPES[colourType ?? -1];
  if (!colour?.depths.includes(depth ?? 0) || compression !== 0 || filter !== 0) return { refused: 'is a damaged PNG' };
  return { width, height, bitsPerPixel: colour.samples * (depth ?? 0), indexed: colourType === 3 };
}

/** At most 256 colours of three bytes; an indexed picture cannot do without. */
function paletteFits(chunks: readonly Chunk[], header: Header): boolean {
  const length = chunks.find((chunk) => chunk.type === 'PLTE')?.data.length ?? 0;
  return length % 3 === 0 && length <= 768 && (length > 0 || !header.indexed);
}

/** The filtered rows; undefined unless they are exactly as many bytes as the header promises, each row with a known filter. */
function unpack(chunks: readonly Chunk[], header: Header): Buffer | undefined {
  const row = 1 + Math.ceil((header.width * header.bitsPerPixel) / 8);
  const size = row * header.height;
  const packed = Buffer.concat(chunks.filter((chunk) => chunk.type === 'IDAT').map((chunk) => chunk.data));
  const rows = inflated(packed, size);
  if (rows?.length !== size) return undefined;
  for (let at = 0; at < size; at += row) if ((rows[at] ?? 5) > 4) return undefined;
  return rows;
}

function inflated(packed: Buffer, most: number): Buffer | undefined {
  try {
    return inflateSync(packed, { maxOutputLength: most });
  } catch {
    return undefined;
  }
}

/** Header, palette, transparency and picture; no text, profile, time or unknown chunk. */
function write(chunks: readonly Chunk[], picture: Buffer): Buffer {
  const kept = ['IHDR', 'PLTE', 'tRNS'].flatMap((type) => chunks.find((chunk) => chunk.type === type) ?? []);
  const all = [...kept, { type: 'IDAT', data: deflateSync(picture, { level: 9 }) }, { type: 'IEND', data: Buffer.alloc(0) }];
  return Buffer.concat([PNG_SIGNATURE, ...all.map(({ type, data }) => pngChunk(type, data))]);
}
