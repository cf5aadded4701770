/** Guards forms before there is a session (`settled.md` 14a): each form carries a proof of the browser it was made for. */
export interface FormGuard {
  /** A token for a form shown to this browser; masked, so that no two are alike. */
  issue(browserId: string): string;
  /** Whether the submitted token was made for this browser. Anything but text is not. */
  accepts(browserId: string, token: unknown): boolean;
}
