import type { FederationPlace, FederationSeal } from '../domain/federation/ports.ts';
import type { Sealer } from './sealed.ts';

const COLUMNS: Readonly<Record<FederationPlace['of'], { readonly table: string; readonly column: string }>> = {
  connection: { table: 'connection', column: 'client_secret' },
  visit: { table: 'upstream_visit', column: 'sealed' },
};

/** Secrets of connections and of visits under way, each sealed to its row and organisation (security.md 2.8). */
export function federationSeal(sealer: Sealer): FederationSeal {
  const place = ({ of, row, organisationId }: FederationPlace) => ({ ...COLUMNS[of], row, organisation: organisationId });
  return {
    seal: (plain, at) => sealer.seal(plain, place(at)),
    open: (sealed, at) => sealer.open(sealed, place(at)),
  };
}
