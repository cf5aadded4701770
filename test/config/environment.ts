import { ConfigError, readConfig } from '../../src/config/config.ts';

/** All that is wrong with an environment; nothing for one that can be read. */
export function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

/** The least that production starts with. */
export const PRODUCTION = {
  NODE_ENV: 'production',
  VOORDEUR_ISSUER: 'https://inloggen.acme.nl',
  VOORDEUR_DATABASE: 'postgres://voordeur:hush@db/voordeur',
  VOORDEUR_KEYRING: '{"roots":[]}',
  VOORDEUR_MAIL_FROM: 'inloggen@acme.nl',
};
