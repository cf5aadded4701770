/** What stands between values: commas (RFC 4180), semicolons where commas are in numbers (Dutch spreadsheets), tabs. */
export type Separator = ',' | ';' | '\t';

const SEPARATORS: readonly Separator[] = [',', ';', '\t'];
/** A header longer than this is none: characters. */
const MOST_HEADER = 64 * 1024;

/** What separates the values of a list: whatever stands most often in its first row, outside quotes; a comma where nothing does. */
export async function separatorOf(text: AsyncIterable<string>): Promise<Separator> {
  const header = await firstRow(text);
  const counts = SEPARATORS.map((separator) => header.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** The first row that holds something, without what stands in quotes. */
async function firstRow(text: AsyncIterable<string>): Promise<string> {
  let read = '';
  for await (const piece of text) {
    read += piece;
    const row = outsideQuotes(read).trimStart();
    const [first = ''] = row.split(/\r|\n/, 1);
    if (first.length < row.length || read.length > MOST_HEADER) return first;
  }
  return outsideQuotes(read).trimStart();
}

/** A quote that is not closed yet reaches to the end. */
function outsideQuotes(text: string): string {
  return text.replace(/"[^"]*("|$)/g, '');
}
