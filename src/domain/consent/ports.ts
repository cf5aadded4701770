// Consent: what a person allowed a third-party application, once per person, client and scopes (`settled.md` 10).
// Kept apart from the grants of single sessions, so that signing out in one browser takes nothing from another.

/** What was allowed. */
export interface Consent {
  readonly accountId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Names of claims asked for one by one (OIDC Core 5.5). */
  readonly claims: readonly string[];
  /** Resource indicators with the scopes allowed for each. */
  readonly resources: Readonly<Record<string, readonly string[]>>;
  /** Epoch milliseconds. */
  readonly givenAt: number;
}

/** Where consents are kept. */
export interface Consents {
  find(accountId: string, clientId: string): Promise<Consent | undefined>;
  /** Puts it in the place of the former one of the same account and client. */
  record(consent: Consent): Promise<void>;
  withdraw(accountId: string, clientId: string): Promise<boolean>;
  ofAccount(accountId: string): Promise<Consent[]>;
}
