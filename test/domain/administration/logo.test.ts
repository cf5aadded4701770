import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { LOGO_LIMITS, readLogo } from '../../../src/domain/organisations/logo.ts';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

interface Picture {
  readonly width?: number;
  readonly height?: number;
  readonly colourType?: number;
  readonly interlace?: number;
  readonly rows?: Buffer;
  readonly extra?: Buffer;
  readonly after?: Buffer;
}

/** A PNG with 8 bits a sample; red, green, blue unless a colour type is given. */
function png({
  width = 20,
  height = 16,
  colourType = 2,
  interlace = 0,
  rows,
  extra = Buffer.alloc(0),
  after = Buffer.alloc(0),
}: Picture = {}): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colourType, 0, 0, interlace], 8);
  const picture = rows ?? Buffer.alloc((1 + width * 3) * height);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    extra,
    chunk('IDAT', deflateSync(picture)),
    chunk('IEND', Buffer.alloc(0)),
    after,
  ]);
}

function served(logo: ReturnType<typeof readLogo>): Buffer {
  if (typeof logo !== 'string') throw new Error(logo.refused);
  return Buffer.from(logo.replace('data:image/png;base64,', ''), 'base64');
}

test('a logo keeps its picture and loses everything that does not draw it (security.md 1.37)', () => {
  const rows = Buffer.alloc((1 + 20 * 3) * 16, 7).map((byte, at) => (at % 61 === 0 ? 1 : byte));
  const smuggled = Buffer.from('<script>alert(1)</script>');
  const out = served(
    readLogo(png({ rows: Buffer.from(rows), extra: Buffer.concat([chunk('tEXt', smuggled), chunk('vpAg', smuggled)]), after: smuggled })),
  );
  expect(out.includes('script')).toBe(false);
  expect(out.toString('latin1')).not.toMatch(/tEXt|vpAg/);
  const data = out.indexOf('IDAT');
  expect(inflateSync(out.subarray(data + 4, data + 4 + out.readUInt32BE(data - 4)))).toEqual(Buffer.from(rows));
});

test('a re-encoded logo is read again without change', () => {
  const once = served(readLogo(png()));
  expect(served(readLogo(once))).toEqual(once);
});

test.each([
  ['an SVG, which can hold script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'is SVG, only PNG is taken'],
  ['a JPEG', Buffer.from('ffd8ffe000104a464946', 'hex'), 'is JPEG, only PNG is taken'],
  ['a WebP', Buffer.from('RIFF1234WEBP'), 'is WebP, only PNG is taken'],
  ['a page named logo.png', Buffer.from('hello'), 'is not a PNG'],
  ['an empty file', Buffer.alloc(0), 'is not a PNG'],
  ['more than 12 kB', Buffer.concat([png(), Buffer.alloc(LOGO_LIMITS.bytes)]), 'at most 12288 are allowed'],
  ['a picture as large as a poster', png({ width: 1025 }), '1025 × 16 pixels'],
  ['a tracking pixel', png({ width: 1, height: 1 }), '1 × 1 pixels'],
  ['an interlaced PNG', png({ interlace: 1 }), 'interlaced'],
  ['a cut-off file', png().subarray(0, 60), 'damaged'],
  ['fewer rows than promised', png({ rows: Buffer.alloc(10) }), 'damaged'],
  ['a picture that unpacks to more than promised', png({ rows: Buffer.alloc(5_000_000) }), 'damaged'],
  ['a row with an unknown filter', png({ rows: Buffer.alloc((1 + 20 * 3) * 16, 9) }), 'damaged'],
  ['indexed colours without a palette', png({ colourType: 3, rows: Buffer.alloc(21 * 16) }), 'damaged'],
])('no logo is made from %s', (_, file, reason) => {
  expect(readLogo(file)).toEqual({ refused: expect.stringContaining(reason) });
});

test('a logo with one flipped bit is refused', () => {
  const file = png();
  file[45] = (file[45] ?? 0) ^ 1;
  expect(readLogo(file)).toEqual({ refused: 'is a damaged PNG' });
});
