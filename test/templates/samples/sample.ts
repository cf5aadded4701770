import type { PageModels, PageName } from '../../../src/views/models.ts';

/** States of a page by name; `plain` is the first view. */
export type Samples = { readonly [Name in PageName]: Readonly<Record<string, PageModels[Name]>> & { readonly plain: PageModels[Name] } };

/** An hour in November 2026, 14:32 in Amsterdam. */
export const SAMPLE_TIME = Date.UTC(2026, 10, 7, 13, 32);
