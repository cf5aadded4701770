import { isMissing, type Missing } from './run.ts';

/** Which test files ask for what; without it they are left out, and the run fails for that reason alone (`settled.md` 77). */
export const NEEDS = {
  chromium: '/test/browser/',
  postgresql: '/postgres[^/]*\\.test\\.ts$',
  oathtool: '/oathtool[^/]*\\.test\\.ts$',
} as const;

/** What was found of it, or why not. */
export type Found = { readonly [Need in keyof typeof NEEDS]: object | string | Missing };

/** What is missing, in words to be shown, and what leaves jest's test files out that ask for it. */
export const leftOut = (found: Found): { readonly missing: readonly string[]; readonly words: readonly string[] } => {
  const absent = (Object.keys(NEEDS) as (keyof typeof NEEDS)[]).flatMap((need) => {
    const there = found[need];
    return isMissing(there) ? [{ need, missing: there.missing }] : [];
  });
  return { missing: absent.map(({ missing }) => missing), words: absent.map(({ need }) => `--testPathIgnorePatterns=${NEEDS[need]}`) };
};
