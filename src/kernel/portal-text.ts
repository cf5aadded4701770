import { repairUserName } from './user-name.ts';

/** What a sentence or a mail program puts around an address; none of it stands in a name. */
const AROUND = new Set('"\'“”„‘’«»<>()[]{},.;:!?');

/** As it stands in an address of ours, and so mostly comes: nothing to be taken off. */
const NAME = /^[a-z0-9-]+$/;

/**
 * A portal's short name out of what was typed or pasted (R1.1): case, blanks, a trailing slash, a leading `www.` and
 * everything around the name in a whole address or a sentence are taken off; empty when an address names none. Says
 * nothing about whether such a portal exists.
 */
export function repairPortalName(typed: string): string {
  if (NAME.test(typed) && typed !== 'localhost' && typed !== 'authenticator') return typed;
  const text = withoutSigns(repairUserName(typed).text.toLowerCase());
  const bare = text.replace(/^(?:https?:)?\/\//, '');
  const [first = '', ...rest] = (bare.split(/[?#]/, 1)[0] ?? '').split('/');
  const path = rest.filter(Boolean);
  const host = bare !== text || /^localhost(?::\d+)?$/.test(first) || (path.length > 0 && /[.:]/.test(first));
  const [name = '', next = ''] = host || first === '' ? path : [first.replace(/^www\./, ''), ...path];
  // Addresses of the former platform carry the name in second place (R12.2 f).
  return name === 'authenticator' ? next : name;
}

function withoutSigns(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && AROUND.has(text.charAt(from))) from += 1;
  while (to > from && AROUND.has(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}
