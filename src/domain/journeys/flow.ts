import type { Strength } from '../factors/demand.ts';
import type { Prompt } from './sign-in.ts';

/** What an application asks leave for, in a consent journey. */
export interface Asked {
  readonly scopes: readonly string[];
  readonly claims: readonly string[];
  /** Resource indicators with the scopes asked for each. */
  readonly resources: Readonly<Record<string, readonly string[]>>;
}

/** An open interaction of the protocol, as the screens see it: who asks for what, and since when. */
export interface OpenFlow {
  readonly uid: string;
  readonly prompt: Prompt;
  /** Why the protocol stopped here, by the names of its checks. */
  readonly reasons: readonly string[];
  readonly clientId: string;
  readonly organisationId: string;
  /** Where the answer goes: the application's validated redirect address. */
  readonly redirectUri: string;
  /** Who is signed in already, in a consent or a step-up. */
  readonly accountId: string | undefined;
  /** Uid of the session that it began on. */
  readonly session: string | undefined;
  readonly asked: Asked;
  /** How strong a sign-in the application asks for by itself (`acr_values`, the claim `acr`). */
  readonly strength: Strength;
  /** How long ago the person may have proved it for this application, in milliseconds; 0: not at all (`max_age`, `prompt`). Undefined: whenever. */
  readonly freshWithin: number | undefined;
  /** `ui_locales` and `login_hint` as sent (OIDC Core 3.1.2.1). */
  readonly uiLocales: string | undefined;
  readonly loginHint: string | undefined;
  /** Whether the sign-in just before repaired the typed name, and nobody has said so yet (R3.9). */
  readonly repaired: boolean;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Where the protocol takes it up again. */
  readonly returnTo: string;
  /** Where to go when it has been answered already: a second tab, a double press. */
  readonly answered: string | undefined;
  /** Who has signed in by that answer. */
  readonly answeredAs: string | undefined;
}
