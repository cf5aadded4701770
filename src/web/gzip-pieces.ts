import { constants, crc32, deflateRawSync } from 'node:zlib';
import type { Pieces } from '../views/drawn-once.ts';

/** Deflated, no name, no time, on no system in particular (RFC 1952 §2.3.1). */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** Of pieces that somebody still holds. */
const deflated = new WeakMap<readonly string[], readonly Buffer[]>();

/**
 * A text as gzip has it (RFC 1952), with little left to do for each answer: its fixed pieces are deflated once, and what is fresh
 * goes between them as it is (RFC 1951 §3.2.4). So nothing fresh is ever compressed together with anything (BREACH). `text` is all of
 * it, for the checksum; each fresh piece is under 64 kB.
 */
export function gzipPieces({ fixed, fresh }: Pieces, text: string): Buffer {
  const blocks = deflated.get(fixed) ?? fixed.map((piece, at) => deflate(piece, at === fixed.length - 1));
  deflated.set(fixed, blocks);
  const between = blocks.flatMap((block, at) => (at === 0 ? [block] : [...stored(fresh[at - 1] ?? ''), block]));
  return Buffer.concat([HEADER, ...between, trailer(text)]);
}

/** A piece by itself, up to a whole byte: whatever comes before or after, it reads the same. */
function deflate(piece: string, isLast: boolean): Buffer {
  return deflateRawSync(piece, { level: 9, finishFlush: isLast ? constants.Z_FINISH : constants.Z_FULL_FLUSH });
}

/** A block that is not the last, of kind 0: its length, the complement of that, and the text. */
function stored(text: string): readonly [Buffer, Buffer] {
  const bytes = Buffer.from(text);
  const head = Buffer.alloc(5);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(bytes.length ^ 0xffff, 3);
  return [head, bytes];
}

function trailer(text: string): Buffer {
  const end = Buffer.alloc(8);
  end.writeUInt32LE(crc32(text), 0);
  end.writeUInt32LE(Buffer.byteLength(text), 4);
  return end;
}
