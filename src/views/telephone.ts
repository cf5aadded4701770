/** Address of a telephone number: digits and a leading plus only (RFC 3966). */
export function dial(phone: string): string {
  return `tel:${phone.replace(/\(0\)|[^+\d]/g, '')}`;
}

/** A number as it is read aloud or typed over: on one line, with what stands behind it. */
export function onOneLine(phone: string): string {
  return phone.replaceAll(' ', '\u00a0');
}
