// Apps and passkeys on the pages of the account: what is there, which one is meant, and who changes it.
import type { AppFactors, Passkeys } from '../../src/domain/factors/ports.ts';
import type { OwnFactor, RuledChange } from '../../src/domain/journeys/own-factor.ts';
import type { AccountVisit } from './account-page.ts';
import { SUBJECT_PLACES } from './account-places.ts';
import { text } from './fields.ts';

/** What looking needs. */
export interface FactorReads {
  readonly appFactors: Pick<AppFactors, 'byAccount'>;
  readonly passkeys: Pick<Passkeys, 'ofAccount'>;
}

/** One of them. Times are epoch milliseconds. */
export interface ListedFactor extends OwnFactor {
  /** Empty where the person has given it none. */
  readonly name: string;
  readonly since: number;
  readonly usedAt?: number;
}

/** All of an account, the first one first. */
export async function factorsOf(needs: FactorReads, accountId: string): Promise<ListedFactor[]> {
  const [apps, passkeys] = await Promise.all([needs.appFactors.byAccount(accountId), needs.passkeys.ofAccount(accountId)]);
  const listed = [
    ...apps.map((app) => ({ ...app, kind: 'app' as const, since: app.confirmedAt ?? app.createdAt })),
    ...passkeys.map((passkey) => ({ ...passkey, kind: 'passkey' as const, since: passkey.createdAt })),
  ];
  return listed
    .toSorted((one, other) => one.since - other.since)
    .map(({ kind, id, name, since, usedAt }) => ({ kind, id, name, since, ...(usedAt !== undefined && { usedAt }) }));
}

/** Which one a page is about, by its address or its form. */
export const factorFields = { kind: text, id: text };

/** The same in an address. */
export function factorQuery({ kind, id }: OwnFactor): string {
  return String(new URLSearchParams({ kind, id }));
}

/** The one that is meant; undefined for what is not there, or is another person's (security.md 1.30). Ids are compared here alone. */
export async function factorMeant(
  needs: FactorReads,
  { owner }: AccountVisit,
  { kind, id }: { readonly kind?: string; readonly id?: string },
): Promise<ListedFactor | undefined> {
  const factors = await factorsOf(needs, owner.account.id);
  return factors.find((factor) => factor.kind === kind && factor.id === id);
}

/** Who changes something on this page. */
export function ownChange({ organisation, owner, network, device, now }: AccountVisit, clientId: string): RuledChange {
  const { account, own, demand } = owner;
  const audit = { client: clientId, trace: own.uid, address: network };
  return { organisation, account, kept: own, stamp: demand.account?.stamp, audit, device, now, clientId };
}

/** Address of a page about two-step verification, at this portal. */
export function twoStepHref({ organisation }: Pick<AccountVisit, 'organisation'>, rest = ''): string {
  return `/${organisation.portal}${SUBJECT_PLACES['two-step']}${rest}`;
}
