// Recovery codes as they are made: shown until the person says that they are saved, and good only from then on (ux.md 1.9).
import type { Account } from '../accounts/account.ts';
import type { Hasher } from '../credentials/ports.ts';
import type { RecoveryCodes, RecoverySeal } from '../factors/ports.ts';
import { drawRecoveryCodes, type KeptRecoveryCode, RECOVERY, readRecoveryCode, shownRecoveryCode } from '../factors/recovery.ts';
import { changed, type FactorPorts, type OwnChange, whoOf } from './own-factors.ts';

/** What making codes needs. */
export interface MakeCodesNeeds {
  readonly recoveryCodes: Pick<RecoveryCodes, 'shown' | 'show'>;
  readonly recoverySeal: RecoverySeal;
  readonly hasher: Pick<Hasher, 'hash'>;
  readonly work: <T>(
    step: (ports: FactorPorts & { readonly recoveryCodes: Pick<RecoveryCodes, 'replace' | 'hide'> }) => Promise<T>,
  ) => Promise<T>;
}

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

/**
 * The person has saved them: they are good from now on, and the former ones are not. False where they are not what is shown
 * any more. Those that replace others end what was open elsewhere, and their owner is told. May throw `BusyError`.
 */
export async function saveCodes(needs: MakeCodesNeeds, change: OwnChange): Promise<boolean> {
  const { account, now } = change;
  const sealed = await needs.recoveryCodes.shown(account.id, now);
  if (sealed === undefined) return false;
  const kept: KeptRecoveryCode[] = [];
  // One after the other: a set takes one place of the queue at a time.
  for (const code of needs.recoverySeal
    .open(sealed, account.id)
    .split(' ')
    .flatMap((text) => readRecoveryCode(text) ?? []))
    kept.push({ selector: code.selector, ...(await needs.hasher.hash(code.secret)) });
  return needs.work(async (ports) => {
    const replaced = await ports.recoveryCodes.replace(account.id, kept, sealed, now);
    if (replaced === undefined) return false;
    await ports.audit.record({ event: 'recovery-codes.made', ...whoOf(change) });
    // The first ones come with what was set up just before, which has been told.
    if (replaced === 'again') await changed(ports, change, 'codes-made');
    return true;
  });
}
