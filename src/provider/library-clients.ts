import type { AdapterPayload, Client, Provider } from 'oidc-provider';
import type { ClientDirectory } from './clients.ts';

/**
 * Lets the library know its clients again by our short memory: by itself it writes out and hashes a client's metadata
 * each time it is looked for, several times in a request, to see whether anything changed.
 */
export function knowClientsAgain(provider: Provider, clients: Pick<ClientDirectory, 'metadata'>): void {
  const { Client } = provider;
  const find = Client.find.bind(Client);
  const known = new WeakMap<AdapterPayload, Client>();
  Client.find = async (id) => {
    const metadata = await clients.metadata(id);
    if (!metadata) return undefined;
    const client = known.get(metadata) ?? (await find(id));
    if (client) known.set(metadata, client);
    return client;
  };
}
