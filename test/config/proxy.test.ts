import { expect, it } from '@jest/globals';
import { ConfigError, readConfig } from '../../src/config/config.ts';

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

it('without any variable nobody’s word counts but the sender’s own', () => {
  expect(readConfig({})).toMatchObject({ trustedProxies: { hops: 0, networks: [] }, clientCertificates: undefined });
});

it.each([
  ['VOORDEUR_TRUSTED_PROXY_NETWORKS', '10.0.0.0/33'],
  ['VOORDEUR_TRUSTED_PROXY_NETWORKS', 'proxy.internal'],
  ['VOORDEUR_CLIENT_CERTIFICATE_HEADER', 'X Client'],
  ['VOORDEUR_MTLS_ORIGIN', 'http://mtls.acme.nl'],
  ['VOORDEUR_MTLS_ORIGIN', 'https://mtls.acme.nl/'],
])('%s=%s is not of its kind', (name, value) => {
  expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name} must`))]);
});

it('a header of certificates that anybody could set is refused (security 1.17)', () => {
  const header = { VOORDEUR_CLIENT_CERTIFICATE_HEADER: 'X-Client-Cert' };
  const needed = 'VOORDEUR_CLIENT_CERTIFICATE_HEADER needs VOORDEUR_TRUSTED_PROXY_HOPS and VOORDEUR_TRUSTED_PROXY_NETWORKS';
  expect(faultsOf(header)).toEqual([needed]);
  expect(faultsOf({ ...header, VOORDEUR_TRUSTED_PROXY_HOPS: '1' })).toEqual([needed]);
  const behind = { ...header, VOORDEUR_TRUSTED_PROXY_HOPS: '1', VOORDEUR_TRUSTED_PROXY_NETWORKS: '10.0.0.0/8, fd00::/8' };
  expect(readConfig(behind)).toMatchObject({
    trustedProxies: { hops: 1, networks: ['10.0.0.0/8', 'fd00::/8'] },
    clientCertificates: { header: 'x-client-cert', verdictHeader: undefined, origin: undefined },
  });
});

it('half of what belongs together is refused: networks without hops, a verdict or an origin without a certificate', () => {
  expect(faultsOf({ VOORDEUR_TRUSTED_PROXY_NETWORKS: '10.0.0.0/8', VOORDEUR_MTLS_ORIGIN: 'https://mtls.acme.nl' })).toHaveLength(2);
});
