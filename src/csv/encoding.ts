import { done, type Outcome, refused } from '../domain/fault.ts';

/** The bytes of a file from its beginning, as often as they are asked for. */
export type Bytes = () => AsyncIterable<Uint8Array>;

/** How the text of a list can be written: as spreadsheets save it. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** More bytes are no list of people. */
export const MOST_BYTES = 64 * 1024 * 1024;

/** First bytes of a file that say how it is written. */
const MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];
/** First bytes of the archive that a spreadsheet's own format is. */
const SPREADSHEET = [0x50, 0x4b, 0x03, 0x04];

/**
 * How a file is written: as its mark says, else UTF-8, and where it is not that throughout, Windows-1252, in which every
 * byte is a character. Reads it whole. Refused: a spreadsheet, a file that is not what its mark says, and one too big.
 */
export async function encodingOf(bytes: Bytes): Promise<Outcome<Encoding>> {
  const beginning = await firstBytes(bytes, SPREADSHEET.length);
  if (beginsWith(beginning, SPREADSHEET)) return fault('is a spreadsheet, not CSV: save it as CSV first');
  const [marked] = MARKS.find(([, mark]) => beginsWith(beginning, mark)) ?? [];
  const valid = await isWritten(bytes, marked ?? 'utf-8');
  if (valid === 'too-big') return refused({ field: 'file', code: 'too-long', detail: `is bigger than ${MOST_BYTES / 1024 / 1024} MiB` });
  if (valid === 'yes') return done(marked ?? 'utf-8');
  return marked === undefined ? done('windows-1252') : fault(`begins as ${marked.toUpperCase()} text and is not`);
}

/** The text of a file in pieces, without its mark. Throws where it is not written so. */
export async function* decoded(bytes: Bytes, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const piece of bytes()) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

async function firstBytes(bytes: Bytes, count: number): Promise<number[]> {
  const first: number[] = [];
  for await (const piece of bytes()) {
    first.push(...piece.subarray(0, count - first.length));
    if (first.length >= count) break;
  }
  return first;
}

async function isWritten(bytes: Bytes, encoding: Encoding): Promise<'yes' | 'no' | 'too-big'> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let length = 0;
  for await (const piece of bytes()) {
    length += piece.length;
    if (length > MOST_BYTES) return 'too-big';
    if (!decodes(() => decoder.decode(piece, { stream: true }))) return 'no';
  }
  return decodes(() => decoder.decode()) ? 'yes' : 'no';
}

function decodes(decode: () => string): boolean {
  try {
    decode();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return false;
    throw error;
  }
}

function beginsWith(bytes: readonly number[], mark: readonly number[]): boolean {
  return mark.every((byte, at) => bytes[at] === byte);
}

function fault(detail: string) {
  return refused({ field: 'file', code: 'invalid', detail });
}
