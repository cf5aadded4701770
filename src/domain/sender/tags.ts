/** Characters of the longest list: four times what a key of 4096 bits takes. DNS can hold 64 kB, and whoever writes that wants something else. */
const MOST = 4096;
/** What is written with white space around it, and may be folded; what stands around the value is taken off apart, which costs no more for a long one. */
const TAG = /^\s*([a-z][a-z0-9_]*)\s*=([^;]*)$/i;

/**
 * A list of tags such as `v=DKIM1; k=rsa; p=…`, by name in small letters (RFC 6376 §3.2, which DMARC takes over). Undefined
 * for a text that is none, names one twice, or has over 4096 characters.
 */
export function readTags(text: string): ReadonlyMap<string, string> | undefined {
  if (text.length > MOST) return undefined;
  const tags = new Map<string, string>();
  for (const part of text.replace(/;\s*$/, '').split(';')) {
    const [, name, value] = TAG.exec(part) ?? [];
    if (name === undefined || value === undefined || tags.has(name.toLowerCase())) return undefined;
    tags.set(name.toLowerCase(), value.trim());
  }
  return tags;
}
