import { encodeQR } from 'qr';
import { greyPng } from './picture/png.ts';

/** White around the code, in modules (ISO/IEC 18004 §6.3.8); without it a camera does not find it. */
const QUIET = 4;
/** The least width in pixels (ux.md 1.9), and of one module. */
const LEAST = { width: 220, module: 4 };
const [BLACK, WHITE] = [0, 255];

/** A QR code as an image of its own: a square PNG, black on white in every colour scheme. */
export interface QrImage {
  /** `data:` address. */
  readonly src: string;
  /** Width and height in pixels. */
  readonly size: number;
}

/** Draws a text with error correction M (15 %). Throws for one that fits no code: over 2331 bytes. */
export function qrImage(text: string): QrImage {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET });
  const scale = Math.max(LEAST.module, Math.ceil(LEAST.width / modules.length));
  const size = modules.length * scale;
  const pixels = new Uint8Array(size * size).fill(WHITE);
  for (const [y, row] of modules.entries())
    for (const [x, isDark] of row.entries()) {
      if (isDark) for (let line = 0; line < scale; line += 1) pixels.fill(BLACK, at(x, y, line), at(x, y, line) + scale);
    }
  return { src: `data:image/png;base64,${greyPng(size, size, pixels).toString('base64')}`, size };

  function at(x: number, y: number, line: number): number {
    return (y * scale + line) * size + x * scale;
  }
}
