import { createHmac } from 'node:crypto';
import type { LetterSeal } from '../domain/mail/ports.ts';
import { prepareAddress } from '../kernel/text.ts';
import { deriveKey, type Keyring, type KeyringEntry } from './keyring.ts';
import type { Sealer } from './sealed.ts';

/**
 * Seals letters to their rows (security.md 2.8), and marks addresses: HMAC-SHA-256 of the folded address, one for each root,
 * so that an address that was stopped before a rotation of the roots is known after it.
 */
export function letterSeal(keyring: Keyring, sealer: Sealer): LetterSeal {
  const place = (id: string) => ({ table: 'letter', column: 'sealed', row: id });
  const keyOf = (root: KeyringEntry) => deriveKey(root, 'mail-address');
  const [newest, ...older] = keyring.roots;
  const [first, others] = [keyOf(newest), older.map(keyOf)];
  return {
    seal: (plain, id) => sealer.seal(plain, place(id)),
    open: (sealed, id) => sealer.open(sealed, place(id)),
    marks: (address) => {
      const folded = prepareAddress(address)?.key ?? address;
      const mark = (key: Buffer) => createHmac('sha256', key).update(folded).digest('base64url');
      return [mark(first), ...others.map(mark)];
    },
  };
}
