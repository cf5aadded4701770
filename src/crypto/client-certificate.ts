// Certificates of clients (mutual TLS, RFC 8705) as a proxy hands them on: reading one, and whom it names. Whether the
// header may be believed is decided at the door, not here.
import { X509Certificate } from 'node:crypto';
import { type CertificateName, type DistinguishedName, readName, sameName } from '../domain/clients/certificate-names.ts';

/** The certificate of a header's value as PEM, and whom one in PEM names: what the protocol is given of this file. */
export const clientCertificates = {
  read: (value: string): string | undefined => readCertificate(value)?.toString(),
  bearsName: (pem: string, name: CertificateName, expected: string): boolean => {
    const certificate = readCertificate(pem);
    return certificate !== undefined && bearsName(certificate, name, expected);
  },
};

/**
 * The certificate of a header's value: PEM in percent-encoding (nginx `$ssl_client_escaped_cert`), base64 of the DER
 * bytes (HAProxy, Traefik), the same between colons (RFC 9440). Undefined for anything else, two certificates included.
 */
export function readCertificate(value: string): X509Certificate | undefined {
  try {
    const text = decodeURIComponent(value).trim();
    const base64 = text.replace(/^:|:$|-----(?:BEGIN|END) CERTIFICATE-----|\s/g, '');
    return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? new X509Certificate(Buffer.from(base64, 'base64')) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the certificate bears the registered name, exactly: no wildcard, no common name in place of an alternative one. */
export function bearsName(certificate: X509Certificate, name: CertificateName, expected: string): boolean {
  switch (name) {
    case 'tls_client_auth_subject_dn':
      return sameName(subjectOf(certificate), readName(expected));
    case 'tls_client_auth_san_dns':
      return certificate.checkHost(expected, { subject: 'never', wildcards: false }) !== undefined;
    case 'tls_client_auth_san_ip':
      return certificate.checkIP(expected) !== undefined;
    case 'tls_client_auth_san_email':
      return certificate.checkEmail(expected, { subject: 'never' }) !== undefined;
    case 'tls_client_auth_san_uri':
      return alternativeUris(certificate).includes(expected);
  }
}

/** Node writes alternative names as one list, and puts a name in quotes when it holds what could be taken for a separator. */
function alternativeUris(certificate: X509Certificate): string[] {
  const names = certificate.subjectAltName?.match(/[A-Za-z ]+:(?:"(?:[^"\\]|\\.)*"|[^,]*)/g) ?? [];
  return names.flatMap((name) => {
    const [, value] = /^ ?URI:(.*)$/.exec(name) ?? [];
    if (value === undefined) return [];
    return value.startsWith('"') ? [String(JSON.parse(value))] : [value];
  });
}

/** Node gives one relative name a line, the least specific first, values escaped as in RFC 2253. */
function subjectOf(certificate: X509Certificate): DistinguishedName | undefined {
  const names = (certificate.subject ?? '').split('\n').map(readName);
  return names.some((name) => name === undefined) ? undefined : names.reverse().flatMap((name) => name ?? []);
}
