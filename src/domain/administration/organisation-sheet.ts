import type { Outcome } from '../fault.ts';
import { brandTokens } from '../organisations/brand.ts';
import { readLogo } from '../organisations/logo.ts';
import { LANGUAGES, type Language, type Look, type Organisation, type Support } from '../organisations/organisation.ts';
import { type Policy, policyFaults, policySchema } from '../organisations/policy.ts';
import { isPortalName, RESERVED_PORTAL_NAMES } from '../organisations/portal-name.ts';
import { newSheet, oneOf, type Reading, type Sheet } from './sheet.ts';
import { mailAddress, orNothing, pageAddress, phoneNumber, plainText } from './values.ts';

/** What an organisation is made from. An empty string or `null` takes an optional value away. */
export interface OrganisationInput {
  /** Short name (`settled.md` 66). */
  readonly portal: string;
  readonly name: string;
  /** Languages people may choose among; all of the product's where not given. */
  readonly languages?: readonly string[] | undefined;
  /** The one a page begins in; the first of `languages` where not given. */
  readonly preferredLanguage?: string | undefined;
  /** `#rrggbb`. */
  readonly colour?: string | undefined;
  /** Bytes of a PNG file (`readLogo`). */
  readonly logo?: Uint8Array | null | undefined;
  readonly darkLogo?: Uint8Array | null | undefined;
  readonly forceLight?: boolean | undefined;
  readonly contactName?: string | undefined;
  readonly contactEmail?: string | undefined;
  readonly contactPhone?: string | undefined;
  readonly practiceUrl?: string | undefined;
  /** Settings of `policySchema`; those not given stay. */
  readonly policy?: Readonly<Record<string, unknown>> | undefined;
}

/** What may be changed of an organisation: whatever is given. */
export interface OrganisationChange extends Omit<OrganisationInput, 'portal' | 'name'> {
  readonly portal?: string | undefined;
  readonly name?: string | undefined;
  readonly state?: string | undefined;
}

/** The product's own colour, for who brings none (ux.md 2.2). */
const STANDARD_COLOUR = '#0b5f6b';

/**
 * The organisation after the change at `now`, or all that is wrong with it. A new one is what it is before anything is
 * given.
 */
export function applyOrganisation(
  present: Organisation | Pick<Organisation, 'id' | 'createdAt'>,
  change: OrganisationChange,
  now: number,
): Outcome<Organisation> {
  const from: Organisation = { ...blank(), passwordAgeSince: present.createdAt, ...present };
  const sheet = newSheet();
  const policy = applyPolicy(sheet, from.policy, change);
  return sheet.outcome({
    ...from,
    portal: sheet.read('portal', change.portal, from.portal, portalName),
    name: sheet.read('name', change.name, from.name, plainText(1, 100)),
    state: sheet.read('state', change.state, from.state, oneOf(['active', 'suspended'])),
    look: applyLook(sheet, from.look, change),
    languages: applyLanguages(sheet, from.languages, change),
    support: applySupport(sheet, from.support, change),
    policy,
    passwordAgeSince: isStricter(policy, from.policy) ? now : from.passwordAgeSince,
  });
}

/** Whether passwords may grow less old than before: then the age of those that are there counts from now (R13.2). */
function isStricter(policy: Policy, before: Policy): boolean {
  const most = ({ passwordMaxAgeDays: days }: Policy) => (days === 0 ? Number.POSITIVE_INFINITY : days);
  return most(policy) < most(before);
}

function blank(): Omit<Organisation, 'id' | 'createdAt' | 'passwordAgeSince'> {
  return {
    portal: '',
    name: '',
    state: 'active',
    look: { colour: STANDARD_COLOUR, tokens: brandTokens(STANDARD_COLOUR), forceLight: false },
    languages: { allowed: LANGUAGES, preferred: LANGUAGES[0] ?? 'nl' },
    support: {},
    policy: policySchema.parse({}),
  };
}

function portalName(given: string): Reading<string> {
  const name = given.trim().toLowerCase();
  if (isPortalName(name)) return { value: name };
  if (RESERVED_PORTAL_NAMES.has(name)) return { code: 'reserved', detail: 'is an address of the product itself' };
  return { code: 'invalid', detail: 'must be 2 to 40 letters a-z, digits or hyphens, with no hyphen at either end' };
}

function applyLook(sheet: Sheet, present: Look, change: OrganisationChange): Look {
  const colour = sheet.read('colour', change.colour, present.colour, hexColour);
  const logo = sheet.read('logo', change.logo, present.logo, logoImage);
  const darkLogo = sheet.read('darkLogo', change.darkLogo, present.darkLogo, logoImage);
  return {
    colour,
    tokens: brandTokens(colour),
    ...(logo !== undefined && { logo }),
    ...(darkLogo !== undefined && { darkLogo }),
    forceLight: change.forceLight ?? present.forceLight,
  };
}

function hexColour(given: string): Reading<string> {
  return /^#[0-9a-f]{6}$/i.test(given)
    ? { value: given.toLowerCase() }
    : { code: 'invalid', detail: 'must be # and six hexadecimal digits, such as #0b5f6b' };
}

function logoImage(given: Uint8Array | null): Reading<string | undefined> {
  if (given === null) return { value: undefined };
  const logo = readLogo(given);
  return typeof logo === 'string' ? { value: logo } : { code: 'invalid', detail: logo.refused };
}

function applyLanguages(sheet: Sheet, present: Organisation['languages'], change: OrganisationChange): Organisation['languages'] {
  const allowed = sheet.read('languages', change.languages, present.allowed, languageList);
  const kept = (change.languages && allowed[0]) ?? present.preferred;
  return { allowed, preferred: sheet.read('preferredLanguage', change.preferredLanguage, kept, oneOf(allowed)) };
}

function languageList(given: readonly string[]): Reading<readonly Language[]> {
  const value = given.flatMap((tag) => LANGUAGES.find((language) => language === tag) ?? []);
  const fits = value.length === given.length && new Set(value).size === value.length && value.length > 0;
  return fits ? { value } : { code: 'invalid', detail: `must be one or more of: ${LANGUAGES.join(', ')}, each once` };
}

function applySupport(sheet: Sheet, present: Support, change: OrganisationChange): Support {
  return {
    contactName: sheet.read('contactName', change.contactName, present.contactName, orNothing(plainText(1, 100))),
    contactEmail: sheet.read('contactEmail', change.contactEmail, present.contactEmail, orNothing(addressText)),
    contactPhone: sheet.read('contactPhone', change.contactPhone, present.contactPhone, orNothing(phoneNumber)),
    practiceUrl: sheet.read('practiceUrl', change.practiceUrl, present.practiceUrl, orNothing(pageAddress)),
  };
}

function addressText(given: string): Reading<string> {
  const reading = mailAddress(given);
  return 'value' in reading ? { value: reading.value.text } : reading;
}

/** Settings not named keep their value; every setting that is wrong or unknown is a fault of its own (`settled.md` 67). */
function applyPolicy(sheet: Sheet, present: Policy, change: OrganisationChange): Policy {
  const parsed = policySchema.try({ ...present, ...change.policy });
  if (parsed.ok) return parsed.value;
  sheet.add(...policyFaults(parsed.issues).map(({ setting, code, detail }) => ({ field: `policy.${setting}`, code, detail })));
  return present;
}
