/**
 * The `acr` values we publish, weakest first: a later one satisfies every earlier one (`settled.md` 8). What an organisation's own
 * identity provider asked of somebody is its own business: a sign-in through it is worth one factor, and no second one of ours.
 */
export const ACR_VALUES = ['urn:voordeur:acr:1', 'urn:voordeur:acr:fed', 'urn:voordeur:acr:2-mail', 'urn:voordeur:acr:2', 'phr'] as const;
