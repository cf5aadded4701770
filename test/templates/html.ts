// Reads finished HTML for the tests: our own pages only, whose markup is plain enough for this.

/** Attributes of one start tag; one without a value is `true`. */
export type Attributes = Readonly<Record<string, string | true>>;

/** All start tags of a kind, in order, with their attributes unescaped. */
export function tags(html: string, name: string): Attributes[] {
  return [...html.matchAll(new RegExp(`<${name}(\\s[^>]*)?>`, 'g'))].map(([, inside = '']) =>
    Object.fromEntries(
      [...inside.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, key = '', value]) => [key, value === undefined ? true : unescaped(value)]),
    ),
  );
}

/** The words of an element that occurs once, without tags. */
export function wordsOf(html: string, name: string): string {
  const [, inside = ''] = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`).exec(html) ?? [];
  return unescaped(inside.replace(/<[^>]*>/g, ''))
    .replace(/\s+/g, ' ')
    .trim();
}

/** All ids of the page, in order. */
export function ids(html: string): string[] {
  return [...html.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => id);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
  '&#x3D;': '=',
  '&#x60;': '`',
  '&amp;': '&',
};

function unescaped(text: string): string {
  return text.replace(/&(?:lt|gt|quot|amp|#x27|#x3D|#x60);/g, (entity) => ENTITIES[entity] ?? entity);
}
