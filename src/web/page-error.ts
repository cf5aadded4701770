import type { ErrorKind } from '../views/models.ts';

/** A request that ends on an error page: what happened, in the words of ux.md 1.14. */
export class PageError extends Error {
  readonly kind: ErrorKind;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(kind: ErrorKind, status: number, headers: Readonly<Record<string, string>> = {}) {
    super(`${kind} (${status})`);
    this.name = 'PageError';
    this.kind = kind;
    this.status = status;
    this.headers = headers;
  }
}
