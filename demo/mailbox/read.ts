/** A mail as a person reads it. */
export interface ReadMail {
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly replyTo: string | undefined;
  readonly text: string;
  readonly html: string;
}

/** One part of a mail: its header fields by small name, and what stands under them. */
interface Part {
  readonly fields: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Reads what the product writes: a header and two halves, plain and HTML (RFC 5322, RFC 2045–2047). Other mail may look odd. */
export function readMail(bytes: Buffer): ReadMail {
  const mail = partOf(bytes.toString('latin1'));
  const field = (name: string) => decodedWords(mail.fields.get(name) ?? '');
  const halves = leavesOf(mail);
  const half = (type: string) => halves.find((part) => contentType(part).startsWith(type));
  const [text, html] = [half('text/plain'), half('text/html')];
  return {
    subject: field('subject'),
    from: field('from'),
    to: field('to'),
    replyTo: mail.fields.has('reply-to') ? field('reply-to') : undefined,
    text: text ? decodedBody(text) : '',
    html: html ? decodedBody(html) : '',
  };
}

function partOf(raw: string): Part {
  const end = raw.indexOf('\r\n\r\n');
  const head = (end < 0 ? raw : raw.slice(0, end)).replace(/\r\n[ \t]+/g, ' ');
  const fields = head.split('\r\n').flatMap((line) => {
    const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name.toLowerCase(), value ?? ''] as const];
  });
  return { fields: new Map(fields), body: end < 0 ? '' : raw.slice(end + 4) };
}

function contentType({ fields }: Part): string {
  return (fields.get('content-type') ?? 'text/plain').toLowerCase();
}

/** Of parts within parts those that hold something. */
function leavesOf(part: Part): Part[] {
  const boundary = /boundary="?([^";]+)"?/i.exec(part.fields.get('content-type') ?? '')?.[1];
  if (!contentType(part).startsWith('multipart/') || boundary === undefined) return [part];
  const inside = `\r\n${part.body}`.split(`\r\n--${boundary}`).slice(1, -1);
  return inside.flatMap((raw) => leavesOf(partOf(raw.replace(/^[ \t]*\r\n/, ''))));
}

function decodedBody(part: Part): string {
  const flowed = /format="?flowed/.test(contentType(part));
  const text = uncoded(part);
  // A blank at the end of a line says that it goes on in the next one, and one put before a line is taken off (RFC 3676 §4).
  return flowed ? text.replace(/^ /gm, '').replace(/ \r\n/g, ' ') : text;
}

function uncoded({ fields, body }: Part): string {
  const coding = (fields.get('content-transfer-encoding') ?? '').toLowerCase();
  if (coding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (coding === 'quoted-printable') return quoted(body.replace(/=[ \t]*\r\n/g, ''));
  return Buffer.from(body, 'latin1').toString('utf8');
}

/** `=C3=A9` is a byte each. */
function quoted(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, pair: string) => String.fromCharCode(Number.parseInt(pair, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Encoded words (RFC 2047); blanks between two of them do not count. */
function decodedWords(value: string): string {
  return value
    .replace(/(=\?[^?]*\?[BQ]\?[^?]*\?=)\s+(?==\?)/gi, '$1')
    .replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, coding: string, words: string) =>
      coding.toUpperCase() === 'B' ? Buffer.from(words, 'base64').toString('utf8') : quoted(words.replaceAll('_', ' ')),
    );
}
