import type { Finding, LookUpTexts } from './ports.ts';
import { readTags } from './tags.ts';

/** So many names are looked at, however long the domain is. */
const MOST_NAMES = 8;

const POLICIES: readonly (string | undefined)[] = ['none', 'quarantine', 'reject'];

/**
 * Whether the domain says what is to become of mail in its name (RFC 7489 §6.3). Its own record counts, or else the nearest
 * above it: without a list of public suffixes, by walking up. The address people see is in the very domain of the envelope
 * and of the signature, so that both are aligned with it, however strictly (§3.1).
 */
export async function checkDmarc(lookUp: LookUpTexts, domain: string): Promise<Finding> {
  const labels = domain.split('.');
  const names = labels.map((_, at) => labels.slice(at).join('.')).filter((name, at) => at === 0 || name.includes('.'));
  for (const owner of names.slice(0, MOST_NAMES)) {
    const name = `_dmarc.${owner}`;
    const texts = await lookUp(name);
    if (texts === 'silent') return { record: 'DMARC', name, verdict: 'silent', detail: 'DNS does not answer' };
    const records = texts.filter((text) => /^v\s*=\s*DMARC1\s*(?:;|$)/.test(text));
    if (records.length > 0) return { record: 'DMARC', name, ...judged(records, owner === domain) };
  }
  return { record: 'DMARC', name: `_dmarc.${domain}`, verdict: 'fails', detail: 'there is no record' };
}

function judged([text = '', ...others]: readonly string[], isOwn: boolean): Pick<Finding, 'verdict' | 'detail'> {
  if (others.length > 0) return { verdict: 'fails', detail: 'there is more than one record, so that none counts' };
  const tags = readTags(text);
  const policy = ((isOwn ? undefined : tags?.get('sp')) ?? tags?.get('p'))?.toLowerCase();
  if (!POLICIES.includes(policy)) return { verdict: 'fails', detail: 'the record cannot be read, or names no policy (p=)' };
  return { verdict: 'passes', detail: `the policy is ${policy}` };
}
