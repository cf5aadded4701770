/** The `acr` values we publish, weakest first: a later one satisfies every earlier one (`settled.md` 8). */
export const ACR_VALUES = ['urn:voordeur:acr:1', 'urn:voordeur:acr:2-mail', 'urn:voordeur:acr:2', 'phr'] as const;
