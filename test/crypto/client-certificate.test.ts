import { expect, test } from '@jest/globals';
import { bearsName, readCertificate } from '../../src/crypto/client-certificate.ts';
import { testCertificate } from '../kit/certificate.ts';

const { certificate } = testCertificate(
  [
    ['2.5.4.6', 'NL'],
    ['2.5.4.10', 'Acme, "Inc" + é'],
    ['2.5.4.3', 'app'],
    ['2.5.4.5', '5'],
  ],
  { dns: 'app.example', uri: 'https://app.example/a,DNS:evil.example' },
);

test.each([
  ['percent-encoded PEM', encodeURIComponent(certificate.toString())],
  ['PEM on one line', certificate.toString().replaceAll('\n', ' ')],
  ['bare base64', certificate.raw.toString('base64')],
  ['RFC 9440', `:${certificate.raw.toString('base64')}:`],
])('a certificate is read from %s', (_form, value) => {
  expect(readCertificate(value)?.fingerprint256).toBe(certificate.fingerprint256);
});

test.each(['', '%', '-', 'AAAA', ':', `${certificate.raw.toString('base64')},${certificate.raw.toString('base64')}`, '<x/>'])(
  '%j is no certificate',
  (value) => {
    expect(readCertificate(value)).toBeUndefined();
  },
);

test.each(['serialNumber=5,CN=app,O=Acme\\, \\"Inc\\" \\+ \\C3\\A9,C=NL', '2.5.4.5=5, cn=app , O=Acme\\2C \\22Inc\\22 \\2B é, c=NL'])(
  'RFC 4514: %s names it',
  (name) => {
    expect(bearsName(certificate, 'tls_client_auth_subject_dn', name)).toBe(true);
  },
);

test.each([
  'C=NL,O=Acme\\, \\"Inc\\" \\+ é,CN=app,serialNumber=5',
  'CN=app,O=Acme\\, \\"Inc\\" \\+ é,C=NL',
  'serialNumber=5,CN=App,O=Acme\\, \\"Inc\\" \\+ é,C=NL',
  'serialNumber=5+CN=app,O=Acme\\, \\"Inc\\" \\+ é,C=NL',
  'CN=app',
  '',
  `${'\\41'.repeat(100)}!`,
])('RFC 4514: %s does not name it', (name) => {
  expect(bearsName(certificate, 'tls_client_auth_subject_dn', name)).toBe(false);
});

test('an alternative name is the whole name of its kind, whatever stands in another', () => {
  const bears = (kind: 'dns' | 'uri', value: string) => bearsName(certificate, `tls_client_auth_san_${kind}`, value);
  expect(['app.example', 'APP.example', 'evil.example', 'example'].map((name) => bears('dns', name))).toEqual([true, true, false, false]);
  expect(['https://app.example/a,DNS:evil.example', 'https://app.example/a'].map((name) => bears('uri', name))).toEqual([true, false]);
});
