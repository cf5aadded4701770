import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { BRAND_GROUNDS, brandTokens, contrastRatio, LEAST_CONTRAST } from '../../src/domain/organisations/brand.ts';
import { loadAssets } from '../../src/views/assets.ts';
import { brandStylesheet, themeHref } from '../../src/views/theme.ts';
import { assets, TEMPLATES } from './kit.ts';

const css = readFileSync(join(TEMPLATES, 'assets/app.css'), 'utf8');
const script = readFileSync(join(TEMPLATES, 'assets/app.js'), 'utf8');

describe('Assets', () => {
  test('have names that change with their content, and the same body in each encoding', () => {
    for (const [path, { body, encodings }] of assets.files) {
      expect(path).toMatch(/^\/assets\/[a-z-]+\.[0-9a-f]{16}\.(css|js|svg)$/);
      expect(brotliDecompressSync(encodings.br)).toEqual(body);
      expect(gunzipSync(encodings.gzip)).toEqual(body);
    }
    expect(loadAssets(join(TEMPLATES, 'assets')).href('app.css')).toBe(assets.href('app.css'));
    expect(() => assets.href('nothing.css')).toThrow('no asset nothing.css');
  });

  test.each([
    ['app.css', 5000],
    ['app.js', 4000],
    ['challenge.js', 1500],
    ['new-password.js', 1500],
    ['code.js', 1000],
    ['icon.svg', 500],
  ])('%s is at most %i bytes on the wire (ux.md 2.5)', (name, most) => {
    expect(assets.files.get(assets.href(name))?.encodings.br.length).toBeLessThanOrEqual(most);
  });

  test('the notices for outdated browsers hang each on a rule of its own (R15.1, ux.md 1.13)', () => {
    expect(css).toMatch(/\}\s*(\/\*[^*]*\*\/\s*)?\.old:is\(\*\) \{\s*display: none;\s*\}/);
    const bare = css.replace(/\/\*.*?\*\//gs, '');
    expect(bare).toMatch(/\}\s*\.baseline-2023:has\(p\) \{\s*display: none;\s*\}/);
    expect(bare).toMatch(/@supports \(color: light-dark\(#000, #fff\)\) \{\s*\.baseline-2024 \{\s*display: none;\s*\}\s*\}/);
    for (const trial of [/:is\(/g, /:has\(/g, /light-dark\(/g]) expect(bare.match(trial)).toHaveLength(1);
  });

  test('each colour has a plain value before its token, for browsers without custom properties', () => {
    const rules = css.split(/[;{}]/).map((rule) => rule.trim());
    const bare = rules.filter(
      (rule, index) => /var\(--/.test(rule) && !rule.startsWith('--') && propertyOf(rules[index - 1]) !== propertyOf(rule),
    );
    expect(bare).toEqual([]);
  });

  test('the script makes no markup and runs no text (require-trusted-types-for, settled.md 14)', () => {
    expect(script).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc|fetch\(|XMLHttpRequest|sendBeacon/,
    );
    expect(script).not.toMatch(/setAttribute\('on|\.src =/);
  });
});

/** `border` and `border-color` set the same colour. */
function propertyOf(rule = ''): string {
  return (rule.split(':')[0] ?? '').replace(/^border(-\w+)*$/, 'border');
}

describe("A portal's colours", () => {
  const channel = Array.from({ length: 18 }, (_, index) => (index * 15).toString(16).padStart(2, '0'));
  const grid = channel.flatMap((red) => channel.flatMap((green) => channel.map((blue) => `#${red}${green}${blue}`)));

  test('can be read whatever the organisation chose: text 4.5, links 4.5 on card and page, buttons 3 (ux.md checklist 57)', () => {
    const unreadable = grid.filter((colour) => {
      const tokens = brandTokens(colour);
      return (['light', 'dark'] as const).some((mode) => {
        const { fill, onFill, text } = tokens[mode];
        const { card, page } = BRAND_GROUNDS[mode];
        const least = Math.min(contrastRatio(onFill, fill), contrastRatio(text, card), contrastRatio(text, page));
        return least < LEAST_CONTRAST.text || contrastRatio(fill, card) < LEAST_CONTRAST.fill;
      });
    });
    expect(unreadable).toEqual([]);
  });

  test('stay as near to the chosen one as they can (ux.md 2.4)', () => {
    expect(brandTokens('#FFD500')).toEqual({
      light: { stripe: '#ffd500', fill: '#ad9100', onFill: '#000000', text: '#856f00' },
      dark: { stripe: '#ffd500', fill: '#ffd500', onFill: '#000000', text: '#ffd500' },
    });
    expect(brandTokens('#101010').dark).toMatchObject({ fill: '#6b6b6b', onFill: '#ffffff', text: '#888888' });
    expect(() => brandTokens('red;}body{display:none')).toThrow('six hexadecimal digits');
  });

  test('contrast is that of WCAG 2.2: 21 between black and white, 1 between a colour and itself', () => {
    expect(contrastRatio('#000000', '#ffffff')).toBeCloseTo(21, 10);
    expect(contrastRatio('#8a1c4a', '#8a1c4a')).toBe(1);
    expect(contrastRatio('#17202a', '#ffffff')).toBeCloseTo(16.45, 2);
  });

  test('stand on the same card and page as in the shared stylesheet', () => {
    const [light = '', dark = ''] = [...css.matchAll(/--page: (#\w+);\s+--card: (#\w+);/g)].map(([, page, card]) => `${page} ${card}`);
    expect(light.replace('#fff', '#ffffff')).toBe(`${BRAND_GROUNDS.light.page} ${BRAND_GROUNDS.light.card}`);
    expect(dark).toBe(`${BRAND_GROUNDS.dark.page} ${BRAND_GROUNDS.dark.card}`);
  });

  test('are a small stylesheet, with dark colours only where the organisation lets a page be dark', () => {
    const look = { tokens: brandTokens('#0b5f6b'), forceLight: false };
    expect(brandStylesheet(look)).toBe(
      ':root{--brand:#0b5f6b;--brand-fill:#0b5f6b;--on-brand:#ffffff;--brand-text:#0b5f6b}' +
        '@media (prefers-color-scheme:dark){:root:not([data-scheme]){--brand:#0b5f6b;--brand-fill:#2d7580;--on-brand:#ffffff;--brand-text:#59929a}}',
    );
    expect(brandStylesheet({ ...look, forceLight: true })).not.toContain('dark');
    expect(themeHref('acme', look)).toMatch(/^\/assets\/t\/acme\.[0-9a-f]{16}\.css$/);
    expect(themeHref('acme', look)).not.toBe(themeHref('acme', { ...look, tokens: brandTokens('#0b5f6c') }));
  });
});
