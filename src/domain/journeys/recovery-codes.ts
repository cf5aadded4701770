// Recovery codes as they are made: shown until the person says that they are saved, and good only from then on (ux.md 1.9).
import { hours } from '../../kernel/duration.ts';
import type { Account } from '../accounts/account.ts';
import type { Hasher } from '../credentials/ports.ts';
import type { AppFactors, Passkeys, RecoveryCodes, RecoverySeal } from '../factors/ports.ts';
import { drawRecoveryCodes, type KeptRecoveryCode, RECOVERY, readRecoveryCode, shownRecoveryCode } from '../factors/recovery.ts';
import { changed, type FactorPorts, type OwnChange, whoOf } from './own-factors.ts';

/** What making codes needs. */
export interface MakeCodesNeeds {
  readonly recoveryCodes: Pick<RecoveryCodes, 'shown' | 'show'>;
  readonly recoverySeal: RecoverySeal;
  readonly hasher: Pick<Hasher, 'hash'>;
  readonly work: <T>(step: (ports: CodesPorts) => Promise<T>) => Promise<T>;
}

/** What saving codes writes to, in one transaction. */
interface CodesPorts extends FactorPorts {
  readonly recoveryCodes: Pick<RecoveryCodes, 'replace' | 'hide'>;
  readonly appFactors: Pick<AppFactors, 'byAccount'>;
  readonly passkeys: Pick<Passkeys, 'ofAccount'>;
}

/**
 * What came of saving. `saved`: the first ones, with what was set up just before, whose notice speaks for both. `changed`:
 * they are something of their own, so they ended what was open elsewhere and were told. `over`: they are not what is shown
 * any more.
 */
export type CodesSaved = 'saved' | 'changed' | 'over';

/** How long after an app or passkey was set up its first codes belong to it, in milliseconds: as long as a sign-in lasts. */
const COME_WITH = hours(1);

/** Codes to be saved, as people read them. Draws a set where none is being shown; else it is the same one. */
export async function codesToSave(
  needs: Omit<MakeCodesNeeds, 'hasher' | 'work'>,
  { id }: Pick<Account, 'id'>,
  now: number,
): Promise<string[]> {
  const { recoveryCodes, recoverySeal } = needs;
  const present = await recoveryCodes.shown(id, now);
  const sealed = present ?? (await recoveryCodes.show(id, recoverySeal.seal(drawn(), id), now + RECOVERY.shownFor, now));
  return recoverySeal.open(sealed, id).split(' ');
}

function drawn(): string {
  return drawRecoveryCodes().map(shownRecoveryCode).join(' ');
}

/** The person has saved them: they are good from now on, and the former ones are not (security.md 1.19). May throw `BusyError`. */
export async function saveCodes(needs: MakeCodesNeeds, change: OwnChange): Promise<CodesSaved> {
  const { account, now } = change;
  const sealed = await needs.recoveryCodes.shown(account.id, now);
  if (sealed === undefined) return 'over';
  const kept: KeptRecoveryCode[] = [];
  // One after the other: a set takes one place of the queue at a time.
  for (const code of needs.recoverySeal
    .open(sealed, account.id)
    .split(' ')
    .flatMap((text) => readRecoveryCode(text) ?? []))
    kept.push({ selector: code.selector, ...(await needs.hasher.hash(code.secret)) });
  return needs.work(async (ports) => {
    const replaced = await ports.recoveryCodes.replace(account.id, kept, sealed, now);
    if (replaced === undefined) return 'over';
    await ports.audit.record({ event: 'recovery-codes.made', ...whoOf(change) });
    if (replaced === 'first' && (await wasJustSetUp(ports, change))) return 'saved';
    await changed(ports, change, 'codes-made');
    return 'changed';
  });
}

async function wasJustSetUp({ appFactors, passkeys }: CodesPorts, { account, now }: OwnChange): Promise<boolean> {
  const apps = (await appFactors.byAccount(account.id)).map(({ confirmedAt }) => confirmedAt ?? 0);
  const made = [...apps, ...(await passkeys.ofAccount(account.id)).map(({ createdAt }) => createdAt)];
  return made.some((at) => now - at < COME_WITH);
}
