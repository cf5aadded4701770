/** Rows asked of the store at a time. */
const PAGE = 200;

/** Everything a paged list holds, one by one, never more than a page in memory. `fetch` gets what the last row's `key` was. */
export async function* inPages<Row>(
  fetch: (limit: number, after?: string) => Promise<Row[]>,
  key: (row: Row) => string,
): AsyncGenerator<Row> {
  let after: string | undefined;
  for (;;) {
    const page = await (after === undefined ? fetch(PAGE) : fetch(PAGE, after));
    yield* page;
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return;
    after = key(last);
  }
}
