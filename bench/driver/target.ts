// The driver: the same requests to every server, as browsers and applications send them. Owns what is sent and how the
// answer is read; measures nothing.
import type { Applications } from '../plan.ts';
import { type Reply, send } from './http.ts';

/** Addresses of a server's protocol, from its discovery document. */
export interface Endpoints {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly userinfo_endpoint: string;
  readonly introspection_endpoint: string;
  readonly jwks_uri: string;
}

/** A server to send requests to. */
export interface Target {
  readonly port: number;
  readonly issuer: string;
  readonly endpoints: Endpoints;
  readonly applications: Applications;
  readonly people: readonly string[];
}

/** The discovery document; undefined while the server does not answer. */
export async function discovery(port: number): Promise<Endpoints | undefined> {
  try {
    const reply = await send(port, { method: 'GET', path: '/.well-known/openid-configuration' });
    return reply.status === 200 ? (JSON.parse(reply.text()) as Endpoints) : undefined;
  } catch {
    return undefined;
  }
}

/** Path and query of an address of the server. */
export function pathOf(address: string, base: string): string {
  const url = new URL(address, base);
  return url.pathname + url.search;
}

/** Throws unless the answer has this status: a figure of refused requests would be a lie. */
export function expectStatus(reply: Reply, status: number, what: string): Reply {
  if (reply.status === status) return reply;
  throw new Error(`${what}: expected ${status}, got ${reply.status}: ${reply.text().slice(0, 300)}`);
}
