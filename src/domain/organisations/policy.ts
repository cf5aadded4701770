// What an organisation may set about signing in, with the platform's floors. Settings of features that are not
// built yet do not exist here, so that nobody can rely on them (`settled.md` 67).
import { z } from 'zod';
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

function within({ floor, standard, ceiling }: { readonly floor: number; readonly standard: number; readonly ceiling: number }) {
  return z.number().int().min(floor).max(ceiling).default(standard);
}

/** No name of a sender: an address in it would be taken for where the mail comes from, and quotes are for the header itself. */
const NOT_SENDER = /[@<>"\\]/;

/** Whether text may stand as a sender's name as it is: nothing hidden in it, no blanks too many, nothing like an address. */
function isSenderName(text: string): boolean {
  return text === repairUserName(text).text && [...text].length <= POLICY_LIMITS.senderName && !NOT_SENDER.test(text);
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
export const policySchema = z.strictObject({
  /** Whether `Jan` and `jan` are the same name at sign-in (R2.1); uniqueness folds case under both (R2.2). */
  usernameCase: z.enum(['sensitive', 'insensitive']).default('sensitive'),
  /** Least number of characters of a new password. */
  passwordLength: z
    .number()
    .int()
    .min(POLICY_LIMITS.passwordLength.floor)
    .max(POLICY_LIMITS.passwordLength.ceiling)
    .default(POLICY_LIMITS.passwordLength.standard),
  /** Days a password may be kept; 0: as long as one likes (R13.1; security.md T1 says what speaks for which). */
  passwordMaxAgeDays: z.number().int().min(0).max(POLICY_LIMITS.passwordMaxAge.ceiling).default(POLICY_LIMITS.passwordMaxAge.standard),
  /** Whether a known browser is told that the password typed is the former one (R13.5): it confirms that to whoever holds it. */
  formerPasswordHint: z.boolean().default(true),
  /** The organisation's own networks, such as `192.0.2.0/24`: misses there count for the name and the browser, not for the network (R8.7). */
  networks: z
    .array(z.string().refine((range) => isNetworkRange(range, POLICY_LIMITS.networks), 'must be a range of addresses such as 192.0.2.0/24'))
    .max(POLICY_LIMITS.networks.most)
    .default([]),
  /** Hours that an activation link lives, counted from hand-over (R7.3). */
  activationHours: within(POLICY_LIMITS.activationHours),
  /** Minutes that a link for a new password lives, counted likewise (R4.3). */
  resetMinutes: within(POLICY_LIMITS.resetMinutes),
  /** Whether an address that belongs to nobody here is told so by mail, once a day (R6.5, `settled.md` 34). */
  unknownAddressMail: z.boolean().default(false),
  /** Whether the user names on an address that several accounts share are mailed to it, or whom to ask (R6.3). */
  sharedAddressNames: z.enum(['listed', 'withheld']).default('listed'),
  /** Whether people are told by mail of a sign-in from a browser that is not known for their account. */
  newBrowserMail: z.boolean().default(false),
  /** Two-step verification of everybody (R14.1): not asked, of one's own accord, or of all. Who has a second factor always proves it (security.md 1.11). */
  twoStep: z.enum(TWO_STEP_MODES).default('off'),
  /** The same for candidates alone. Contact persons are always asked, whatever stands here. */
  twoStepCandidates: z.enum(['as-everybody', ...TWO_STEP_MODES]).default('as-everybody'),
  /** Ids of applications that are not entered without it. */
  twoStepApps: z.array(z.string().min(1).max(200)).max(POLICY_LIMITS.twoStepApps).default([]),
  /** Which second factors there are: an authenticator app, codes by mail, passkeys. */
  twoStepMethods: z
    .array(z.enum(['app', 'mail', 'passkey']))
    .min(1)
    .refine((methods) => new Set(methods).size === methods.length, 'must name each once')
    .default(['app', 'mail', 'passkey']),
  /** Whether who has an app or a passkey may have a code mailed instead (`settled.md` 27). */
  twoStepMailBesideApp: z.boolean().default(false),
  /** Sign-ins that are let through before one must be set up. */
  twoStepGraceSignIns: z.number().int().min(0).max(POLICY_LIMITS.graceSignIns).default(0),
  /** The day from which one must be set up, such as 2027-01-31, counted in UTC; empty: at once. */
  twoStepFrom: z.union([z.literal(''), z.iso.date()], { error: 'must be a day such as 2027-01-31, or empty' }).default(''),
  /** Minutes that a mailed sign-in code is taken (R14.3). */
  mailCodeMinutes: within(POLICY_LIMITS.mailCodeMinutes),
  /** Days that a browser is spared the second step where a person asks for that (R14.6); 0: never. */
  trustedBrowserDays: z.number().int().min(0).max(POLICY_LIMITS.trustedBrowserDays).default(0),
  /** Whether people may change their own name in the account pages; else only a contact person does (ux.md 1.16). */
  ownName: z.boolean().default(true),
  /** Whether people may have another mail address, confirmed by both; else only a contact person changes it. */
  ownEmail: z.boolean().default(true),
  /** Signing in through the organisation's own identity provider (R17.1): not at all, beside passwords, or instead of them. */
  singleSignOn: z.enum(['off', 'offered', 'required']).default('off'),
  /** Where required: the domains of mail addresses that it is required of, such as acme.example; none: of everybody. */
  singleSignOnDomains: z
    .array(z.string().refine(isMailDomain, 'must be the domain of a mail address, in small ASCII letters'))
    .max(POLICY_LIMITS.singleSignOn)
    .default([]),
  /** User names that it is not required of, whatever their address. */
  singleSignOnExceptions: z.array(z.string().refine(isUserName, 'must be a user name')).max(POLICY_LIMITS.singleSignOn).default([]),
  /** Whether who came that way is asked for the second step that others are. Who has a second factor, and contact persons, always prove it (security.md 1.11). */
  singleSignOnTwoStep: z.boolean().default(false),
  /** Which browsers are told that they are out of date: those below this level of features, or none (R15.2). Nobody is kept out. */
  browsers: z.enum(['any', ...BROWSER_LEVELS]).default('baseline-2021'),
  /** The name mails come from (R7.1, R9.1); empty: the organisation's own, "via" the platform (ux.md 1.17). */
  mailSenderName: z
    .string()
    .refine(isSenderName, `must be at most ${POLICY_LIMITS.senderName} characters without @, <, >, \\ or quotes, and nothing hidden`)
    .default(''),
  /** Where answers to mails go (R9.3): to the contact's address where there is one, to an address of its own, or nowhere. */
  mailReplyTo: z
    .string()
    .refine(isReplyTo, 'must be contact, none, or a mail address with its domain in small ASCII letters')
    .default('contact'),
});

/** Names of the settings that are lists. */
export const POLICY_LISTS: readonly string[] = Object.entries(policySchema.shape).flatMap(([name, setting]) =>
  setting.unwrap() instanceof z.ZodArray ? [name] : [],
);

/** An organisation's policy, every setting filled in. */
export type Policy = z.infer<typeof policySchema>;

/** What holds where an organisation has set nothing. */
export const STANDARD_POLICY: Policy = policySchema.parse({});
