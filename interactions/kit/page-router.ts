import Router, { type Layer } from '@koa/router';

/** Routes whose addresses begin with the same words. */
interface Branch {
  readonly routes: Layer[];
  readonly onward: Map<string, Branch>;
}

/** Stands for a word of the request's own, such as a portal's name. No word of a path has a slash in it. */
const ANY_WORD = '/';

/**
 * The library's router, which holds each request against every route there is; here only against those whose fixed words stand
 * in its path as well. Whether one of these matches is still the library's to say.
 */
export class PageRouter extends Router {
  #root: Branch | undefined;

  /** The routes of a path, in the order in which they were put there, and those of them that answer the method. */
  override match(path: string, method: string): ReturnType<Router['match']> {
    // The first request comes when all routes are in their places.
    this.#root ??= branchesOf(this.stack);
    const found: Layer[] = [];
    findAlong(this.#root, { path, words: wordsOf(path), found }, 0);
    const place = (route: Layer | undefined) => (route ? this.stack.indexOf(route) : -1);
    // To sort costs as much as to find, and hardly any were put there in another order than they are found in.
    if (found.some((route, at) => place(found[at - 1]) > place(route))) found.sort((one, other) => place(one) - place(other));
    // What answers no method in particular stands in the way of all.
    const pathAndMethod = found.filter(({ methods }) => methods.length === 0 || methods.includes(method));
    return { path: found, pathAndMethod, route: pathAndMethod.some(({ methods }) => methods.length > 0) };
  }
}

/** As the library compares them: without regard to capitals, nor to a slash at the end. */
function wordsOf(path: string): readonly string[] {
  return path.toLowerCase().match(/[^/]+/g) ?? [];
}

function branchesOf(routes: readonly Layer[]): Branch {
  const root: Branch = { routes: [], onward: new Map() };
  for (const route of routes) {
    let branch = root;
    // From the word with a `{` or `*` on, an address may go on in several ways.
    for (const word of wordsOf(String(route.path).replace(/[^/]*[{*].*/, ''))) {
      const step = word.includes(':') ? ANY_WORD : word;
      const next = branch.onward.get(step) ?? { routes: [], onward: new Map() };
      branch.onward.set(step, next);
      branch = next;
    }
    branch.routes.push(route);
  }
  return root;
}

/** What is looked for, and the routes that were found. */
interface Search {
  readonly path: string;
  readonly words: readonly string[];
  readonly found: Layer[];
}

/** Finds the routes of the path on the branches that go on from this one, by the path's words from the one `at` on, and then its own. */
function findAlong(branch: Branch | undefined, search: Search, at: number): void {
  if (!branch) return;
  const word = search.words[at];
  if (word !== undefined) {
    findAlong(branch.onward.get(word), search, at + 1);
    findAlong(branch.onward.get(ANY_WORD), search, at + 1);
  }
  for (const route of branch.routes) if (route.match(search.path)) search.found.push(route);
}
