/** Who is signed in, with a way out. */
export interface SignedInView {
  readonly username: string;
  readonly signOutHref: string;
  /** Id of the account, on a page of it: its forms name it. */
  readonly whose?: string;
  /** Why nothing came of a form that was sent. */
  readonly lost?: 'other' | 'away' | undefined;
}
