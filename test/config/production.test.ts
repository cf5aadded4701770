import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config/config.ts';
import { faultsOf, PRODUCTION } from './environment.ts';

describe('production', () => {
  it('starts with everything it needs', () => {
    expect(readConfig(PRODUCTION)).toMatchObject({ production: true, issuer: 'https://inloggen.acme.nl' });
  });

  it('refuses to start on defaults, and names all that is missing (settled 64, 68)', () => {
    expect(faultsOf({ NODE_ENV: 'production' })).toEqual([
      'VOORDEUR_DATABASE (or VOORDEUR_DATABASE_FILE) is required in production',
      'VOORDEUR_KEYRING (or VOORDEUR_KEYRING_FILE) is required in production',
      'VOORDEUR_ISSUER must be a public https origin in production',
      'VOORDEUR_MAIL_FROM must be an address of yours in production',
    ]);
  });

  it.each(['http://localhost:3000', 'https://localhost', 'https://127.0.0.2', 'https://voordeur.localhost', 'https://[::1]'])(
    'refuses %s: nobody else could reach it',
    (issuer) => {
      expect(faultsOf({ ...PRODUCTION, VOORDEUR_ISSUER: issuer })).toEqual(['VOORDEUR_ISSUER must be a public https origin in production']);
    },
  );

  it('refuses a database in memory', () => {
    expect(faultsOf({ ...PRODUCTION, VOORDEUR_DATABASE: 'sqlite::memory:' })).toEqual([
      'VOORDEUR_DATABASE must outlive the process in production',
    ]);
  });

  it('says of a value that cannot be read only that', () => {
    expect(faultsOf({ ...PRODUCTION, VOORDEUR_DATABASE: 'mysql://db', VOORDEUR_ISSUER: 'a.nl' })).toHaveLength(2);
  });
});
