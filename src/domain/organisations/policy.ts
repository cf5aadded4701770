// What an organisation may set about signing in, with the platform's floors. Settings of features that are not
// built yet do not exist here, so that nobody can rely on them (`settled.md` 67).
import * as v from '@badrap/valita';
import { isNetworkRange } from '../../kernel/networks.ts';
import { prepareAddress, repairUserName } from '../../kernel/text.ts';
import { BROWSER_LEVELS } from '../browser-level.ts';

/** Floors and ceilings no organisation can cross (security.md 1.9). */
export const POLICY_LIMITS = {
  passwordLength: { floor: 8, standard: 12, ceiling: 64 },
  /** Days; ten years is as good as never. */
  passwordMaxAge: { standard: 90, ceiling: 3650 },
  /** Hours an activation link lives, and minutes one for a new password (`settled.md` 36). */
  activationHours: { floor: 1, standard: 14 * 24, ceiling: 14 * 24 },
  resetMinutes: { floor: 15, standard: 60, ceiling: 24 * 60 },
  /** How many ranges, and how wide one may be: fixed bits of an IPv4 and an IPv6 address. */
  networks: { most: 50, ipv4: 16, ipv6: 32 },
  /** How many applications may ask for it by name, and how many sign-ins can be let through without. */
  twoStepApps: 50,
  graceSignIns: 50,
  mailCodeMinutes: { floor: 5, standard: 60, ceiling: 60 },
  trustedBrowserDays: 365,
  /** How many domains, and how many user names. */
  singleSignOn: 100,
  /** Characters of the name that mailboxes show for the sender; longer ones they cut off. */
  senderName: 60,
} as const;

/** How a second factor can be asked for. */
const TWO_STEP_MODES = ['off', 'optional', 'required'] as const;

/** What a second factor can be. */
const METHODS = ['app', 'mail', 'passkey'] as const;

/** A value of a kind, told in words of ours where it is another. */
function kind<Value>(fits: (value: unknown) => value is Value, wrong: string): v.Type<Value> {
  return v.unknown().assert(fits, wrong);
}

/** A whole number, none below the floor or above the ceiling. */
function whole({ floor = 0, standard = 0, ceiling }: { readonly floor?: number; readonly standard?: number; readonly ceiling: number }) {
  const fits = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= floor && Number(value) <= ceiling;
  return kind(fits, `must be a whole number from ${floor} to ${ceiling}`).optional(() => standard);
}

function flag(standard: boolean) {
  return kind((value) => typeof value === 'boolean', 'must be true or false').optional((): boolean => standard);
}

/** One of these words. */
function oneOf<const Word extends string>(words: readonly Word[]) {
  return kind((value): value is Word => words.some((word) => word === value), `must be one of ${words.join(', ')}`);
}

/** Text of which that holds. */
function textThat(holds: (text: string) => boolean, wrong: string) {
  return kind((value): value is string => typeof value === 'string' && holds(value), wrong);
}

/** At most so many of these. How many they are is looked at first, so that nobody is told of thousands one by one. */
function listOf<Member>(member: v.Type<Member>, most: number) {
  return v
    .array()
    .assert((members) => members.length <= most, `must be a list of at most ${most}`)
    .chain(v.array(member));
}

/** No name of a sender: an address in it would be taken for where the mail comes from, and quotes are for the header itself. */
const NOT_SENDER = /[@<>"\\]/;

/** Whether text may stand as a sender's name as it is: nothing hidden in it, no blanks too many, nothing like an address. */
function isSenderName(text: string): boolean {
  return text === repairUserName(text).text && [...text].length <= POLICY_LIMITS.senderName && !NOT_SENDER.test(text);
}

/** Whether it is a day of the calendar, such as 2027-01-31. */
function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 'yyyy-mm-dd'.length) === text;
}

function isMailDomain(text: string): boolean {
  return prepareAddress(`a@${text}`)?.text === `a@${text}`;
}

function isUserName(text: string): boolean {
  return text !== '' && text === repairUserName(text).text;
}

function isReplyTo(text: string): boolean {
  return text === 'contact' || text === 'none' || prepareAddress(text)?.text === text;
}

/** An organisation's policy. Unknown settings are refused. */
export const policySchema = v.object({
  /** Whether `Jan` and `jan` are the same name at sign-in (R2.1); uniqueness folds case under both (R2.2). */
  usernameCase: oneOf(['sensitive', 'insensitive']).optional(() => 'sensitive'),
  /** Least number of characters of a new password. */
  passwordLength: whole(POLICY_LIMITS.passwordLength),
  /** Days a password may be kept; 0: as long as one likes (R13.1; security.md T1 says what speaks for which). */
  passwordMaxAgeDays: whole(POLICY_LIMITS.passwordMaxAge),
  /** Whether a known browser is told that the password typed is the former one (R13.5): it confirms that to whoever holds it. */
  formerPasswordHint: flag(true),
  /** The organisation's own networks, such as `192.0.2.0/24`: misses there count for the name and the browser, not for the network (R8.7). */
  networks: listOf(
    textThat((range) => isNetworkRange(range, POLICY_LIMITS.networks), 'must be a range of addresses such as 192.0.2.0/24'),
    POLICY_LIMITS.networks.most,
  ).optional(() => []),
  /** Hours that an activation link lives, counted from hand-over (R7.3). */
  activationHours: whole(POLICY_LIMITS.activationHours),
  /** Minutes that a link for a new password lives, counted likewise (R4.3). */
  resetMinutes: whole(POLICY_LIMITS.resetMinutes),
  /** Whether an address that belongs to nobody here is told so by mail, once a day (R6.5, `settled.md` 34). */
  unknownAddressMail: flag(false),
  /** Whether the user names on an address that several accounts share are mailed to it, or whom to ask (R6.3). */
  sharedAddressNames: oneOf(['listed', 'withheld']).optional(() => 'listed'),
  /** Whether people are told by mail of a sign-in from a browser that is not known for their account. */
  newBrowserMail: flag(false),
  /** Two-step verification of everybody (R14.1): not asked, of one's own accord, or of all. Who has a second factor always proves it (security.md 1.11). */
  twoStep: oneOf(TWO_STEP_MODES).optional(() => 'off'),
  /** The same for candidates alone. Contact persons are always asked, whatever stands here. */
  twoStepCandidates: oneOf(['as-everybody', ...TWO_STEP_MODES]).optional(() => 'as-everybody'),
  /** Ids of applications that are not entered without it. */
  twoStepApps: listOf(
    textThat((id) => id.length >= 1 && id.length <= 200, 'must be the id of an application'),
    POLICY_LIMITS.twoStepApps,
  ).optional(() => []),
  /** Which second factors there are: an authenticator app, codes by mail, passkeys. */
  twoStepMethods: listOf(oneOf(METHODS), METHODS.length)
    .assert((methods) => methods.length > 0, 'must be at least one')
    .assert((methods) => new Set(methods).size === methods.length, 'must name each once')
    .optional(() => [...METHODS]),
  /** Whether who has an app or a passkey may have a code mailed instead (`settled.md` 27). */
  twoStepMailBesideApp: flag(false),
  /** Sign-ins that are let through before one must be set up. */
  twoStepGraceSignIns: whole({ ceiling: POLICY_LIMITS.graceSignIns }),
  /** The day from which one must be set up, such as 2027-01-31, counted in UTC; empty: at once. */
  twoStepFrom: textThat((text) => text === '' || isDay(text), 'must be a day such as 2027-01-31, or empty').optional(() => ''),
  /** Minutes that a mailed sign-in code is taken (R14.3). */
  mailCodeMinutes: whole(POLICY_LIMITS.mailCodeMinutes),
  /** Days that a browser is spared the second step where a person asks for that (R14.6); 0: never. */
  trustedBrowserDays: whole({ ceiling: POLICY_LIMITS.trustedBrowserDays }),
  /** Whether people may change their own name in the account pages; else only a contact person does (ux.md 1.16). */
  ownName: flag(true),
  /** Whether people may have another mail address, confirmed by both; else only a contact person changes it. */
  ownEmail: flag(true),
  /** Signing in through the organisation's own identity provider (R17.1): not at all, beside passwords, or instead of them. */
  singleSignOn: oneOf(['off', 'offered', 'required']).optional(() => 'off'),
  /** Where required: the domains of mail addresses that it is required of, such as acme.example; none: of everybody. */
  singleSignOnDomains: listOf(
    textThat(isMailDomain, 'must be the domain of a mail address, in small ASCII letters'),
    POLICY_LIMITS.singleSignOn,
  ).optional(() => []),
  /** User names that it is not required of, whatever their address. */
  singleSignOnExceptions: listOf(textThat(isUserName, 'must be a user name'), POLICY_LIMITS.singleSignOn).optional(() => []),
  /** Whether who came that way is asked for the second step that others are. Who has a second factor, and contact persons, always prove it (security.md 1.11). */
  singleSignOnTwoStep: flag(false),
  /** Which browsers are told that they are out of date: those below this level of features, or none (R15.2). Nobody is kept out. */
  browsers: oneOf(['any', ...BROWSER_LEVELS]).optional(() => 'baseline-2021'),
  /** The name mails come from (R7.1, R9.1); empty: the organisation's own, "via" the platform (ux.md 1.17). */
  mailSenderName: textThat(
    isSenderName,
    `must be at most ${POLICY_LIMITS.senderName} characters without @, <, >, \\ or quotes, and nothing hidden`,
  ).optional(() => ''),
  /** Where answers to mails go (R9.3): to the contact's address where there is one, to an address of its own, or nowhere. */
  mailReplyTo: textThat(isReplyTo, 'must be contact, none, or a mail address with its domain in small ASCII letters').optional(
    () => 'contact',
  ),
});

/** An organisation's policy, every setting filled in. */
export type Policy = v.Infer<typeof policySchema>;

/** What holds where an organisation has set nothing. */
export const STANDARD_POLICY: Policy = policySchema.parse({});

/** Names of the settings that are lists. */
export const POLICY_LISTS: readonly string[] = Object.entries(STANDARD_POLICY).flatMap(([name, standard]) =>
  Array.isArray(standard) ? [name] : [],
);

/** What is wrong with a setting, or that there is none of that name. */
export interface PolicyFault {
  readonly setting: string;
  readonly code: 'invalid' | 'unknown';
  readonly detail: string;
}

/** What each of the issues is about that `policySchema` found. */
export function policyFaults(issues: v.Err['issues']): PolicyFault[] {
  return issues.flatMap((issue): PolicyFault[] => {
    if (issue.code !== 'unrecognized_keys') return [{ setting: String(issue.path[0]), code: 'invalid', detail: wordsOf(issue) }];
    return issue.keys.map((key) => ({ setting: String(key), code: 'unknown', detail: 'is not a setting' }));
  });
}

/** Rules of ours say what must be; only that something is no list at all is the library's to say. */
function wordsOf(issue: v.Err['issues'][number]): string {
  return ('message' in issue && issue.message) || 'must be a list';
}
