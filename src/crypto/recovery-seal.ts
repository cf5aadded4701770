import type { RecoverySeal } from '../domain/factors/ports.ts';
import type { Sealer } from './sealed.ts';

/** Recovery codes that wait to be saved, sealed to their account's row. */
export function recoverySeal(sealer: Sealer): RecoverySeal {
  const place = (accountId: string) => ({ table: 'two_step', column: 'shown_codes', row: accountId });
  return {
    seal: (codes, accountId) => sealer.seal(codes, place(accountId)),
    open: (sealed, accountId) => sealer.open(sealed, place(accountId)),
  };
}
