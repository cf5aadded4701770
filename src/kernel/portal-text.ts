import { repairUserName } from './user-name.ts';

/**
 * A portal's short name out of what was typed or pasted (R1.1): case, blanks, a trailing slash, a leading `www.` and
 * everything around the name in a whole address are taken off; empty when an address names none. Says nothing about
 * whether such a portal exists.
 */
export function repairPortalName(typed: string): string {
  const text = repairUserName(typed).text.toLowerCase();
  const bare = text.replace(/^(?:https?:)?\/\//, '');
  const [first = '', ...rest] = (bare.split(/[?#]/, 1)[0] ?? '').split('/');
  const path = rest.filter(Boolean);
  const host = bare !== text || /^localhost(?::\d+)?$/.test(first) || (path.length > 0 && /[.:]/.test(first));
  const [name = '', next = ''] = host || first === '' ? path : [first.replace(/^www\./, ''), ...path];
  // Addresses of the former platform carry the name in second place (R12.2 f).
  return name === 'authenticator' ? next : name;
}
