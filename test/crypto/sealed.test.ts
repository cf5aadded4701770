import { describe, expect, it } from '@jest/globals';
import { generateKeyring, type Keyring } from '../../src/crypto/keyring.ts';
import { type Place, sealer } from '../../src/crypto/sealed.ts';
import { openSigningKey, signingKeyMaker } from '../../src/crypto/signing-keys.ts';

const place: Place = { table: 'factor', column: 'secret', row: 'row-1', organisation: 'acme' };
const keyring = generateKeyring();
const fields = sealer(keyring);

describe('a sealed value', () => {
  it('opens in its place, whatever text it holds', () => {
    for (const text of ['', 'JBSWY3DPEHPK3PXP', '🔑 héél geheim', 'x'.repeat(10_000)])
      expect(fields.open(fields.seal(text, place), place)).toBe(text);
  });

  it('names its key, shows nothing of the text and is never the same twice', () => {
    const sealed = fields.seal('hush-hush', place);
    expect(sealed.startsWith(`${keyring.roots[0].id}.`)).toBe(true);
    expect(Buffer.from(sealed.split('.')[1] ?? '', 'base64url').toString('latin1')).not.toContain('hush');
    expect(fields.seal('hush-hush', place)).not.toBe(sealed);
  });

  it.each<Partial<Place>>([{ row: 'row-2' }, { column: 'other' }, { table: 'other' }, { organisation: 'beta' }])(
    'does not open when it was moved: %j (security.md 2.8)',
    (elsewhere) => {
      expect(() => fields.open(fields.seal('hush', place), { ...place, ...elsewhere })).toThrow();
    },
  );

  it('does not open where parts of its place were pushed across a border', () => {
    const sealed = fields.seal('hush', { table: 'a', column: 'b|c', row: 'd' });
    expect(() => fields.open(sealed, { table: 'a|b', column: 'c', row: 'd' })).toThrow();
  });

  it('does not open when any byte of it was altered', () => {
    const [id = '', body = ''] = fields.seal('hush', place).split('.');
    const bytes = Buffer.from(body, 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(() => fields.open(`${id}.${altered.toString('base64url')}`, place)).toThrow();
    }
  });

  it('does not open when it was cut short, or is none at all', () => {
    const sealed = fields.seal('hush', place);
    for (const text of [sealed.slice(0, -1), sealed.slice(0, 20), '', 'x', `${keyring.roots[0].id}.`])
      expect(() => fields.open(text, place)).toThrow();
  });

  it('still opens after a newer root came in front, which seals from then on', () => {
    const sealed = fields.seal('hush', place);
    const newer: Keyring = { ...keyring, roots: [generateKeyring().roots[0], ...keyring.roots] };
    expect(sealer(newer).open(sealed, place)).toBe('hush');
    expect(sealer(newer).seal('hush', place).startsWith(newer.roots[0].id)).toBe(true);
  });

  it('is lost with its key, and says which key it was', () => {
    const sealed = fields.seal('hush', place);
    expect(() => sealer(generateKeyring()).open(sealed, place)).toThrow(`the keyring no longer has the key ${keyring.roots[0].id}`);
  });

  it('does not open with another secret under the same key id', () => {
    const impostor: Keyring = { ...keyring, roots: [{ ...generateKeyring().roots[0], id: keyring.roots[0].id }] };
    expect(() => sealer(impostor).open(fields.seal('hush', place), place)).toThrow();
  });
});

describe('a sealed signing key', () => {
  it('opens as the private key it was made as, under its own id only', async () => {
    const [first, second] = await signingKeyMaker(fields)();
    if (!first || !second) throw new Error('two keys were expected');
    expect(openSigningKey(fields, first)).toMatchObject({ kid: first.kid, alg: first.alg, use: 'sig', d: expect.any(String) });
    expect(() => openSigningKey(fields, { kid: first.kid, sealed: second.sealed })).toThrow();
    expect(first.sealed).not.toContain('"d"');
  });
});
