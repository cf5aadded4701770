import { findOrganisation, unknownOrganisation } from '../domain/administration/organisations.ts';
import type { AuditRecord } from '../domain/audit/events.ts';
import type { Audit } from '../domain/audit/ports.ts';
import { moment } from './answer.ts';
import type { Answer, Call, Command, Positional, View } from './command.ts';

/** Rows that are read at once: while a provider is down there are many. */
const PAGE = 1000;

/** `connection failures`: why people were not signed in, by the reference that they were told to mention (R17.3). */
export function failures(portal: Positional): Command {
  return {
    verb: 'failures',
    summary: 'list why people were not signed in from there, newest first, with what they are known by',
    words: [portal],
    options: [{ name: 'reference', value: 'REFERENCE', summary: 'only this one, as the person was told it, such as R-7F3K-9QXM' }],
    run: list,
  };
}

async function list({ given, open }: Call): Promise<Answer> {
  const { organisations, audit } = (await open()).store.ports;
  const organisation = await findOrganisation(organisations, given.words[0] ?? '');
  if (!organisation) return { faults: [unknownOrganisation('organisation')] };
  const wanted = given.text('reference')?.trim().toUpperCase();
  return {
    rows: failuresOf(audit, organisation.id, wanted),
    columns: ['at', 'reference', 'failure', 'detail', 'subject'],
  };
}

async function* failuresOf(audit: Pick<Audit, 'list'>, organisation: string, wanted: string | undefined): AsyncGenerator<View> {
  for (let [skip, read] = [0, PAGE]; read === PAGE; skip += read) {
    const rows = await audit.list({ organisation, event: 'sign-in.sso-failed' }, PAGE, skip);
    yield* rows.flatMap(view).filter(({ reference }) => wanted === undefined || reference === wanted);
    read = rows.length;
  }
}

function view(row: AuditRecord): View[] {
  if (row.event !== 'sign-in.sso-failed') return [];
  const { at, reference, failure, detail, subject, account } = row;
  return [{ at: moment(at), reference, failure, detail, subject, account }];
}
