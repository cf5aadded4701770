// A protocol request's reads in SQL, each one statement: the row that was presented by its key, and from it everything
// behind by keys and indexes.

import type { Account, AccountState } from '../../domain/accounts/account.ts';
import type { ArtifactModel } from '../../domain/artifacts/ports.ts';
import type { PasswordFacts } from '../../domain/credentials/password-age.ts';
import type { Proof } from '../../domain/journeys/journey.ts';
import type { AskedBy, Behind, BoundSession, Holder, PresentedToken, ProtocolReads, Standing } from '../../domain/journeys/ports.ts';
import type { Language } from '../../domain/organisations/organisation.ts';
import type { FrequentAsk, Row, Sql } from '../connection.ts';
import { payloadOf } from '../oidc-adapter.ts';
import { IDENTITIES_OF, identitiesOf } from './identities.ts';
import { journeyOf } from './journeys.ts';
import { CLAIMED_COLUMNS, claimedOf } from './organisations.ts';
import { factsOf } from './passwords.ts';
import { flag, frequentLookUp, hashed, json, number, optionalNumber, optionalText, text } from './rows.ts';
import { TWO_STEP_COLUMNS, TWO_STEP_OF, twoStepOf } from './two-steps.ts';

const HOLDER = `a.id as account_id, a.organisation_id, a.username, a.email, a.email_verified, a.given_name, a.family_name, a.locale,
  a.state as account_state, a.updated_at, ${CLAIMED_COLUMNS}`;
/** The same with what decides what a sign-in asks of them. */
const ASKED = `${HOLDER}, a.role, a.security_stamp, ${TWO_STEP_COLUMNS}, ${IDENTITIES_OF('a.id')}`;
const askedOf = (id: string) => `${holderOf(id)} ${TWO_STEP_OF('a.id')}`;
const holderOf = (id: string) => `left join account a on a.id = ${id} left join organisation o on o.id = a.organisation_id
  left join portal_name n on n.organisation_id = o.id and n.present = 1`;

const PASSWORD = 'w.changed_at, w.must_change, w.warned_days';
const STANDING = `p.proofs, p.signed_in_at, p.active_at, ${PASSWORD}`;
const SESSIONS_STANDING = 'left join proved_session p on p.uid = t.uid left join password w on w.account_id = p.account_id';
const grantPayload = (id: string) => `(select g.payload from artifact_long g where g.model = 'Grant' and g.id = ${id}) as grant_payload`;

/** Of a session's rows the newest: two requests at once may each rotate its id (`oidc-provider.md` §1.2). */
const SESSION_PAYLOAD = `(select s.payload from artifact_long s where s.uid = t.session_uid and s.model = 'Session'
  order by s.expires_at desc limit 1) as session_payload`;

const presented = (table: string, models: string) => `
  select t.model, t.payload, t.consumed_at, t.session_uid, ${SESSION_PAYLOAD}, t.grant_id, ${grantPayload('t.grant_id')}, p.active_at, ${HOLDER}
  from ${table} t left join proved_session p on p.uid = t.session_uid ${holderOf('t.account_id')}
  where t.model in (${models}) and t.id = $1`;

const TOKEN = frequentLookUp(presented('artifact_long', `'AccessToken', 'ClientCredentials', 'RefreshToken'`), ['text']);
const CODE = frequentLookUp(presented('artifact_short', `'AuthorizationCode'`), ['text']);
const INTERACTION = frequentLookUp(
  `select t.payload, t.consumed_at, j.organisation_id as journey_organisation, j.client_id, j.version, j.facts, j.expires_at, ${PASSWORD}, ${ASKED}
  from artifact_short t left join journey j on j.uid = t.id left join password w on w.account_id = t.account_id ${askedOf('t.account_id')} where t.model = 'Interaction' and t.id = $1`,
  ['text'],
);
const HOLDER_ONLY = frequentLookUp(`select ${ASKED} from (select cast($1 as text) as id) wanted ${askedOf('wanted.id')}`, ['text']);

/** The reads on one connection, or on whichever is free. */
export function protocolReads(sql: Sql): ProtocolReads {
  const session = sessionLookUp(sql);
  const one = async (lookUp: FrequentAsk, id: string) => presentedOf(await sql.ask(lookUp, [hashed(id)]), id);
  return {
    token: (id) => one(TOKEN, id),
    code: (id) => one(CODE, id),
    session: async (id, clientId) => {
      const row = await sql.ask(session, [hashed(id), clientId]);
      if (!row) return undefined;
      return { payload: { ...payloadOf(row, id), jti: id }, standing: standing(row), ...behind(row) };
    },
    interaction: async (uid) => {
      const row = await sql.ask(INTERACTION, [hashed(uid)]);
      if (!row) return undefined;
      const journey =
        row['version'] === null ? undefined : journeyOf(uid, { ...row, organisation_id: row['journey_organisation'] ?? null });
      return { payload: { ...payloadOf(row, uid), jti: uid }, journey, holder: holder(row), password: passwordNow(row) };
    },
    holder: async (accountId) => {
      const row = await sql.ask(HOLDER_ONLY, [accountId]);
      return row && holder(row);
    },
  };
}

function sessionLookUp({ dialect }: Sql): FrequentAsk {
  const grantId = dialect.authorizedGrant('t.payload', '$2');
  return frequentLookUp(
    `select t.payload, t.consumed_at, t.uid, ${grantId} as grant_id, ${grantPayload(grantId)}, ${STANDING}, ${ASKED}
    from artifact_long t ${SESSIONS_STANDING} ${askedOf('t.account_id')}
    where t.model = 'Session' and t.id = $1`,
    ['text', 'text'],
  );
}

function presentedOf(row: Row | undefined, id: string): PresentedToken | undefined {
  if (!row) return undefined;
  return {
    model: text(row, 'model') as ArtifactModel,
    payload: { ...payloadOf(row, id), jti: id },
    session: boundSession(row),
    ...behind(row),
  };
}

function boundSession(row: Row): BoundSession | undefined {
  const uid = optionalText(row, 'session_uid');
  if (uid === undefined) return undefined;
  const payload = optionalText(row, 'session_payload');
  return { uid, payload: payload === undefined ? undefined : JSON.parse(payload), activeAt: optionalNumber(row, 'active_at') };
}

function behind(row: Row): Behind {
  const [grantId, grant] = [optionalText(row, 'grant_id'), optionalText(row, 'grant_payload')];
  return { holder: holder(row), grant: grant === undefined ? undefined : { ...JSON.parse(grant), jti: grantId } };
}

function standing(row: Row): Standing | undefined {
  const uid = optionalText(row, 'uid');
  if (uid === undefined || row['active_at'] === null) return undefined;
  const session = {
    uid,
    proofs: json<Proof[]>(row, 'proofs'),
    signedInAt: number(row, 'signed_in_at'),
    activeAt: number(row, 'active_at'),
  };
  return { session, password: passwordNow(row) };
}

function passwordNow(row: Row): PasswordFacts | undefined {
  return row['changed_at'] === null ? undefined : factsOf(row);
}

function askedBy(role: Account['role'], row: Row): AskedBy {
  return { role, twoStep: twoStepOf(row), identities: identitiesOf(row), stamp: number(row, 'security_stamp') };
}

function holder(row: Row): Holder | undefined {
  if (row['portal'] === null) return undefined;
  const role = optionalText(row, 'role') as Account['role'] | undefined;
  return {
    ...(role !== undefined && { askedBy: askedBy(role, row) }),
    account: {
      id: text(row, 'account_id'),
      organisationId: text(row, 'organisation_id'),
      username: text(row, 'username'),
      email: optionalText(row, 'email'),
      emailVerified: flag(row, 'email_verified'),
      givenName: optionalText(row, 'given_name'),
      familyName: optionalText(row, 'family_name'),
      locale: optionalText(row, 'locale') as Language | undefined,
      state: text(row, 'account_state') as AccountState,
      updatedAt: number(row, 'updated_at'),
    },
    organisation: claimedOf(row),
  };
}
