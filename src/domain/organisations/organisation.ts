// Organisations: the customers, each with exactly one portal (a short name in the address), a look, languages, a
// policy and a contact. Owns what an organisation is; never knows who its people are or how a page is drawn.
import { foldedKey } from '../../kernel/text.ts';
import type { BrandTokens } from './brand.ts';
import type { Policy } from './policy.ts';

/** The languages the product speaks. */
export type Language = 'nl' | 'en';
/** All languages, in the order they are offered. */
export const LANGUAGES: readonly Language[] = ['nl', 'en'];

/** How a portal looks (ux.md 2.4): one colour, from which all readable ones are computed when it is saved. */
export interface Look {
  /** `#rrggbb`, as the organisation entered it. */
  readonly colour: string;
  readonly tokens: BrandTokens;
  /** Logos as `data:` bytes of a re-encoded raster image (security.md 1.37). */
  readonly logo?: string;
  readonly darkLogo?: string;
  readonly forceLight: boolean;
}

/** Whom people can ask, and where they can practise (R20.1). */
export interface Support {
  readonly contactName?: string | undefined;
  readonly contactEmail?: string | undefined;
  readonly contactPhone?: string | undefined;
  readonly practiceUrl?: string | undefined;
}

/** A customer. `id` is stable and public (claim `org_id`); `portal` is its present short name (claim `org_portal`). */
export interface Organisation {
  readonly id: string;
  readonly portal: string;
  readonly name: string;
  readonly state: 'active' | 'suspended';
  readonly look: Look;
  readonly languages: { readonly allowed: readonly Language[]; readonly preferred: Language };
  readonly support: Support;
  readonly policy: Policy;
  /** Since when passwords may be no older than the policy says, epoch milliseconds (R13.2). */
  readonly passwordAgeSince: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** The organisation's limit on the age of passwords, as the rules of passwords want it. */
export function ageLimit({ policy, passwordAgeSince }: Pick<Organisation, 'policy' | 'passwordAgeSince'>) {
  return { days: policy.passwordMaxAgeDays, since: passwordAgeSince };
}

/**
 * What the organisation asks of a person with this role in this application (R14.1). Contact persons are always asked, and by
 * no mailbox and in no browser less (security.md 1.11): they can change what belongs to others.
 */
export function twoStepRules({ policy }: Pick<Organisation, 'policy'>, role: 'candidate' | 'contact', clientId: string) {
  const { twoStep, twoStepCandidates, twoStepApps, twoStepMethods, twoStepMailBesideApp, twoStepGraceSignIns, twoStepFrom } = policy;
  if (role === 'contact') {
    const strong = twoStepMethods.filter((method) => method !== 'mail');
    return { ...AT_ONCE, methods: strong.length > 0 ? strong : (['app'] as const), mailBesideApp: false, trustsBrowsers: false };
  }
  const rules = { methods: twoStepMethods, mailBesideApp: twoStepMailBesideApp, trustsBrowsers: policy.trustedBrowserDays > 0 };
  if (twoStepApps.includes(clientId)) return { ...AT_ONCE, ...rules };
  const mode = twoStepCandidates === 'as-everybody' ? twoStep : twoStepCandidates;
  return { ...rules, mode, graceSignIns: twoStepGraceSignIns, from: twoStepFrom === '' ? 0 : Date.parse(twoStepFrom) };
}

/** Whether the organisation asks anybody but its contact persons for a second factor, or leaves that to them. Tells nothing of any person. */
export function hasTwoStep({ policy: { twoStep, twoStepCandidates, twoStepApps } }: Pick<Organisation, 'policy'>): boolean {
  const modes = [twoStep, twoStepCandidates].filter((mode) => mode !== 'as-everybody');
  return modes.some((mode) => mode !== 'off') || twoStepApps.length > 0;
}

/**
 * Whether the account is signed in to through the organisation's own identity provider and in no other way (R17.1): then
 * no password counts, and no link for one is mailed. Tells of a person; pages tell it to nobody (security.md 1.4).
 */
export function mustUseSingleSignOn(
  { policy }: Pick<Organisation, 'policy'>,
  { username, email }: { readonly username: string; readonly email?: string | undefined },
): boolean {
  const { singleSignOn, singleSignOnDomains: domains, singleSignOnExceptions: exceptions } = policy;
  if (singleSignOn !== 'required') return false;
  const key = exceptions.length > 0 ? foldedKey(username) : '';
  if (exceptions.some((name) => foldedKey(name) === key)) return false;
  return domains.length === 0 || (email !== undefined && domains.includes(email.slice(email.lastIndexOf('@') + 1).toLowerCase()));
}

/** Whether everybody of the organisation must use it, so that its sheet needs to ask nothing (ux.md 1.10). Tells nothing of any person. */
export function isSingleSignOnOnly({ policy }: Pick<Organisation, 'policy'>): boolean {
  return policy.singleSignOn === 'required' && policy.singleSignOnDomains.length === 0 && policy.singleSignOnExceptions.length === 0;
}

const AT_ONCE = { mode: 'required', graceSignIns: 0, from: 0 } as const;
