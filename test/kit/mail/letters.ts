// Letters as a test writes them, and what seals them: keys of the test's own.
import { federationSeal } from '../../../src/crypto/federation-seal.ts';
import { generateKeyring } from '../../../src/crypto/keyring.ts';
import { letterSeal } from '../../../src/crypto/letter-seal.ts';
import { sealer } from '../../../src/crypto/sealed.ts';
import type { Mail } from '../../../src/domain/mail/mails.ts';
import type { Letter } from '../../../src/domain/mail/ports.ts';
import type { StoreSeals } from '../../../src/store/store.ts';

const keyring = generateKeyring();

/** What a store of a test is opened with. */
export const SEALS: StoreSeals = { letters: letterSeal(keyring, sealer(keyring)), federation: federationSeal(sealer(keyring)) };

/** A letter with a code in it. */
export function letter(to: string, more: Partial<Letter> = {}): Letter {
  return { organisation: 'acme', account: 'anna', to, locale: 'nl', mail: code('271828'), ...more };
}

/** A mail that is urgent. */
export function code(digits: string): Mail {
  return { kind: 'challenge-code', code: digits, life: 600_000, until: 0 };
}

/** A mail that is not, with a link in it. */
export function invitation(link = 'l1'): Mail {
  return {
    kind: 'activation',
    link,
    address: `https://login.example/acme/activate#${link}-secret-token`,
    code: 'ABCD-EFGH',
    life: 1_209_600_000,
  };
}
