import type { Account } from '../accounts/account.ts';
import type { AuditContext } from '../audit/events.ts';
import type { Connection } from '../federation/connection.ts';
import type { SingleSignOnRefusal, UpstreamPerson } from '../federation/visit.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { Ports } from '../ports.ts';

/** Who came back from where. `meant`: whose account it must be, where somebody is in the sign-in already. */
export interface Arrived {
  readonly organisation: Organisation;
  readonly connection: Connection;
  readonly person: UpstreamPerson;
  readonly meant: string | undefined;
  readonly audit: Pick<AuditContext, 'client' | 'trace' | 'address'>;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Nobody is signed in. `detail` is for who runs the installation: what was missing, and nothing of the person. */
export interface Refused {
  readonly kind: 'refused';
  readonly because: SingleSignOnRefusal;
  readonly detail: string;
  readonly account?: string | undefined;
}

/** Whose account it is. */
export type PersonAccount = { readonly kind: 'account'; readonly account: Account } | Refused;

/** What finding uses: of one transaction. */
export type FindingPorts = Pick<Ports, 'accounts' | 'connections' | 'identities' | 'links' | 'audit'>;
