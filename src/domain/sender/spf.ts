import type { Finding, LookUpTexts, Sender } from './ports.ts';
import { readSpf, type SpfTerm, spfRecords } from './spf-record.ts';

/** So many further questions to DNS a record may need; at one more, whoever receives mail gives up on it (RFC 7208 §4.6.4). */
const MOST_LOOKUPS = 10;
const LOOKS_UP: ReadonlySet<string> = new Set(['include', 'a', 'mx', 'ptr', 'exists', 'redirect']);

/** A record with all that it takes in, as far as it was read. */
interface Walk {
  readonly lookUp: LookUpTexts;
  lookups: number;
  /** Every term by which somebody may send, in it and in what it includes. */
  readonly terms: Set<string>;
}

/** Why a record does not do. */
interface Fault {
  readonly verdict: 'fails' | 'silent';
  readonly detail: string;
}

/**
 * Whether the domain says who may send in its name, and says it so that it counts: one record, no fault in it or in what it
 * includes, not too many questions, and an end that leaves nobody else in (RFC 7208). Whether the mail server is among
 * those who may is known where the operator says by which terms it must be.
 */
export async function checkSpf(lookUp: LookUpTexts, { domain, spfTerms }: Sender): Promise<Finding> {
  const walk: Walk = { lookUp, lookups: 0, terms: new Set() };
  const about = { record: 'SPF', name: domain } as const;
  const fault = await faultOf(walk, domain, { decides: true, lets: true, isOwn: true });
  if (fault) return { ...about, ...fault };
  const missing = spfTerms.filter((term) => !walk.terms.has(term.toLowerCase()));
  if (missing.length > 0) return { ...about, verdict: 'fails', detail: `the record lacks ${missing.join(' and ')} (VOORDEUR_SPF_TERMS)` };
  const named =
    spfTerms.length > 0 ? 'names the mail server' : 'is sound; whether it names the mail server is not known here: VOORDEUR_SPF_TERMS';
  return { ...about, verdict: 'passes', detail: `the record ${named}` };
}

/** How a record was come to. */
interface Way {
  /** What ends this record ends the whole. */
  readonly decides: boolean;
  /** Whom it lets send may send: it stands behind nothing that refuses or leaves it open. */
  readonly lets: boolean;
  /** It is the sender's own: `a` and `mx` alone mean the name they stand under. */
  readonly isOwn: boolean;
}

async function faultOf(walk: Walk, name: string, way: Way): Promise<Fault | undefined> {
  const texts = await walk.lookUp(name);
  if (texts === 'silent') return { verdict: 'silent', detail: `DNS does not answer for ${name}` };
  const [record, ...others] = spfRecords(texts);
  const whose = walk.lookups === 0 ? 'there is' : `of ${name} there is`;
  if (record === undefined) return fails(`${whose} no record`);
  if (others.length > 0) return fails(`${whose} more than one record, so that none counts`);
  const terms = readSpf(record);
  if (!terms) return fails(walk.lookups === 0 ? 'the record cannot be read' : `the record of ${name} cannot be read`);
  return faultIn(walk, effective(terms), way);
}

/** What stands behind `all` is never looked at, nor is `redirect` beside it (RFC 7208 §5.1). */
function effective(terms: readonly SpfTerm[]): readonly SpfTerm[] {
  const end = terms.findIndex(({ name }) => name === 'all');
  if (end >= 0) return terms.slice(0, end + 1).filter(({ name }) => name !== 'redirect');
  // It is looked at when nothing else fits, wherever it stands (RFC 7208 §6.1).
  return terms.toSorted((one, other) => Number(one.name === 'redirect') - Number(other.name === 'redirect'));
}

async function faultIn(walk: Walk, terms: readonly SpfTerm[], way: Way): Promise<Fault | undefined> {
  for (const term of terms) {
    if (counts(term, way)) walk.terms.add(term.text);
    walk.lookups += LOOKS_UP.has(term.name) ? 1 : 0;
    if (walk.lookups > MOST_LOOKUPS)
      return fails(`the record needs more than ${MOST_LOOKUPS} questions to DNS, so that it counts for nothing`);
    const fault = await faultBehind(walk, term, way);
    if (fault) return fault;
  }
  const end = terms.at(-1);
  if (!way.decides || end?.name === 'redirect') return undefined;
  const isClosed = end?.name === 'all' && (end.qualifier === '-' || end.qualifier === '~');
  return isClosed ? undefined : fails('the record does not end in -all or ~all, so that anybody may send');
}

/** What depends on the mail itself (`%{…}`) can be followed by who receives it only. */
async function faultBehind(walk: Walk, { name, value, qualifier }: SpfTerm, way: Way): Promise<Fault | undefined> {
  if ((name !== 'include' && name !== 'redirect') || value.includes('%')) return undefined;
  return faultOf(walk, value, { decides: name === 'redirect' && way.decides, lets: way.lets && qualifier === '+', isOwn: false });
}

/** Whether a term lets somebody send in the sender's name. */
function counts({ name, value, qualifier }: SpfTerm, { lets, isOwn }: Way): boolean {
  return lets && qualifier === '+' && (isOwn || value !== '' || (name !== 'a' && name !== 'mx'));
}

function fails(detail: string): Fault {
  return { verdict: 'fails', detail };
}
