// The people whom the forms are asked about: of each kind a few, who share nothing with one another.
import { addPeople, asOperator, haveBounced, WORK } from './product.ts';

/** Kinds of account; of the last two, ten share an address. */
export const FORM_KINDS = [
  'known',
  'unknown',
  'suspended',
  'not activated',
  'single sign-on',
  'bounced',
  'ten on it',
  'ten not activated',
] as const;
/** One of them. */
export type Kind = (typeof FORM_KINDS)[number];

/** Accounts of each kind, or addresses that ten share. */
const ACCOUNTS = 20;
/** Accounts on an address of the last two kinds: as many as a mail lists. */
const SHARED = 10;

/** User name of the `at`th of a kind. */
export function nameOf(kind: Kind, at: number): string {
  return `form-${kind.replaceAll(' ', '-')}.${at % ACCOUNTS}`;
}

/** Address of the `at`th of a kind. */
export function mailOf(kind: Kind, at: number): string {
  return addressOf(nameOf(kind, at));
}

/** What is typed where a user name or an address may be: by an address alone several are meant. */
export function typedFor(kind: Kind, at: number): string {
  return kind.startsWith('ten') ? mailOf(kind, at) : nameOf(kind, at);
}

/** One account's address; of those who share one, by what their user names have in common. At work where single sign-on is required. */
function addressOf(username: string): string {
  const domain = username.startsWith(nameOf('single sign-on', 0).slice(0, -1)) ? WORK : 'bench.test';
  return `${username.split('+')[0]}@${domain}`;
}

/** Makes the accounts, each with an address; those of kind `bounced` have one that mail came back from. */
export async function seedFormKinds(environment: Readonly<Record<string, string>>): Promise<void> {
  const namesOf = (kind: Kind) => Array.from({ length: ACCOUNTS }, (_, at) => nameOf(kind, at));
  const tenOf = (kind: Kind) => namesOf(kind).flatMap((name) => Array.from({ length: SHARED }, (_, at) => `${name}+${at}`));
  await asOperator(environment, async (installation) => {
    await addPeople(
      installation,
      [...namesOf('known'), ...namesOf('single sign-on'), ...namesOf('bounced'), ...tenOf('ten on it')],
      'active',
      addressOf,
    );
    await addPeople(installation, namesOf('suspended'), 'suspended', addressOf);
    await addPeople(installation, [...namesOf('not activated'), ...tenOf('ten not activated')], 'invited', addressOf);
    await haveBounced(installation, namesOf('bounced').map(addressOf));
  });
}
