import { asRange, isNetworkRange } from '../../kernel/networks.ts';

/** A term of a record, in small letters and without the `+` that means nothing. */
export interface SpfTerm {
  readonly qualifier: '+' | '-' | '~' | '?';
  /** Mechanism or modifier, such as `include` or `redirect`. */
  readonly name: string;
  /** What stands behind its `:` or `=`; empty where nothing does. */
  readonly value: string;
  /** As it is written, but for the qualifier. */
  readonly text: string;
}

/** What stands in a term is visible (RFC 7208 §7.1): no terminal that shows it obeys it. */
const MECHANISM = /^([-+~?]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?::([!-.0-~]+(?:\/[!-~]*)?))?((?:\/\d{1,3}){0,1}(?:\/\/\d{1,3})?)$/;
const MODIFIER = /^([a-z][a-z0-9_.-]*)=([!-~]*)$/;

/** Signs that a name in DNS has at most (RFC 1035 §2.3.4): what is longer is none, and would only fill logs. */
const NAME_MOST = 253;

/** Mechanisms that are nothing without a value, and the one that has none (RFC 7208 §5). */
const NEEDS_VALUE: ReadonlySet<string> = new Set(['include', 'ip4', 'ip6', 'exists']);

/** Records among the texts of a name: those that begin like one (RFC 7208 §4.5). */
export function spfRecords(texts: readonly string[]): string[] {
  return texts.filter((text) => /^v=spf1(?: |$)/i.test(text));
}

/** The terms of a record, in their order. Undefined for one that breaks the grammar anywhere: then all of it counts for nothing (RFC 7208 §4.6). */
export function readSpf(record: string): SpfTerm[] | undefined {
  const read = record.toLowerCase().split(/ +/).slice(1).filter(Boolean).map(readTerm);
  const terms = read.filter((term) => term !== undefined);
  const once = ['redirect', 'exp'].every((name) => terms.filter((term) => term.name === name).length < 2);
  return once && terms.length === read.length ? terms : undefined;
}

function isFit(name: string, value: string): boolean {
  if (name === 'include') return value.length <= NAME_MOST;
  if (name !== 'ip4' && name !== 'ip6') return true;
  return value.includes(':') === (name === 'ip6') && isNetworkRange(asRange(value), { ipv4: 0, ipv6: 0 });
}

function readTerm(written: string): SpfTerm | undefined {
  const [, sign = '', name = '', value = '', length = ''] = MECHANISM.exec(written) ?? [];
  if (name !== '') {
    const isWhole = name === 'all' ? value + length === '' : value !== '' ? isFit(name, value) : !NEEDS_VALUE.has(name);
    const qualifier = (sign || '+') as SpfTerm['qualifier'];
    return isWhole ? { qualifier, name, value, text: written.slice(sign.length) } : undefined;
  }
  const [, modifier = '', given = ''] = MODIFIER.exec(written) ?? [];
  const isOne = modifier !== '' && (!['redirect', 'exp'].includes(modifier) || (given !== '' && given.length <= NAME_MOST));
  return isOne ? { qualifier: '+', name: modifier, value: given, text: written } : undefined;
}
