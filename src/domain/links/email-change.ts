import { days } from '../../kernel/duration.ts';

/** A wish to have another mail address, and who has agreed to it so far. Times are epoch milliseconds. */
export interface EmailChange {
  readonly accountId: string;
  /** The address to be, as it is kept, and the key that it is found by. */
  readonly email: string;
  readonly emailKey: string;
  /** Ids of the mailed links that agree: to the new address, and to the old one where there is one. */
  readonly newLink: string;
  readonly oldLink: string | undefined;
  readonly askedAt: number;
  readonly newConfirmedAt: number | undefined;
  readonly oldConfirmedAt: number | undefined;
  /** `ended`: something else of the account was changed before both had agreed. */
  readonly state: 'open' | 'done' | 'stopped' | 'ended';
}

/** How long a wish is remembered, for its links to say what became of it: longer than mail is tried. */
export const REMEMBERED_FOR = days(30);
