// The wall where codes are issued, behind the steps of the sign-in (security.md 1.1, 1.11): whether what was proved is all
// that is asked now, so that neither another application nor a policy made stricter is entered by an old session.
import { secondStep } from '../factors/demand.ts';
import { asAt } from '../factors/facts.ts';
import { mustUseSingleSignOn, type Organisation } from '../organisations/organisation.ts';
import { isFirstFactor } from './assurance.ts';
import { rulesAfter, secondProved, standsAt } from './demand.ts';
import type { Proof } from './journey.ts';
import type { AskedBy, Holder } from './ports.ts';

/** Where a code would be issued, and since when the session is there (epoch milliseconds). */
export interface Issuing {
  readonly organisation: Organisation;
  readonly clientId: string;
  readonly signedInAt: number;
}

/** Of whom it is asked. */
interface AskedOf {
  readonly account: Pick<Holder['account'], 'email' | 'username'>;
  readonly askedBy?: Omit<AskedBy, 'stamp'> | undefined;
}

/**
 * Whether these proofs are enough of this person. A day from which something must be set up is looked at as it was at the
 * sign-in, so that nobody is disturbed in a test at midnight. A trusted browser counts as it did then; who was let through
 * stays so for as long as the policy lets anybody through. Who must come through the organisation's own identity provider has come
 * that way, whatever else was proved (R17.1); and where it knows them no longer, they have not. Throws where it is not known what is asked.
 */
export function isEnough(proofs: readonly Proof[], { account, askedBy }: AskedOf, issuing: Issuing): boolean {
  if (!askedBy) throw new Error('what is asked of this account was not read');
  const { organisation, clientId, signedInAt } = issuing;
  if (!cameRightly(proofs, askedBy, mustUseSingleSignOn(organisation, account))) return false;
  const rules = rulesAfter(proofs, { organisation, clientId }, askedBy);
  const facts = asAt(askedBy.twoStep, signedInAt);
  const second = secondStep({ rules, facts, reachable: account.email !== undefined, strength: 'none', now: signedInAt });
  switch (second.kind) {
    case 'none':
      return true;
    case 'prove':
      return secondProved(proofs, second, facts);
    case 'enrol':
      return second.mayWait || (rules.graceSignIns > 0 && proofs.some(({ letThrough }) => letThrough === true));
    default:
      return false;
  }
}

/** Whether who they are was proved in the way that is open to them, by what still stands. */
function cameRightly(proofs: readonly Proof[], { identities }: Pick<AskedBy, 'identities'>, bySingleSignOn: boolean): boolean {
  const standing = proofs.filter((proof) => isFirstFactor(proof) && (proof.method !== 'fed' || standsAt(proof, identities)));
  if (bySingleSignOn) return standing.some(({ method }) => method === 'fed');
  return standing.length > 0 || !proofs.some(isFirstFactor);
}
