import type { Client } from '../../src/domain/clients/client.ts';

/** What naming applications needs. */
export interface AppNames {
  readonly client: (id: string) => Promise<Client | undefined>;
  /** Id of the built-in client, which is no application. */
  readonly portalClient: string;
}

/** The names of these applications, in order; one that is no more is left out, and so is our own. */
export async function appNames({ client, portalClient }: AppNames, clientIds: readonly string[]): Promise<readonly string[]> {
  const apps = await Promise.all(clientIds.filter((id) => id !== portalClient).map(client));
  return apps.flatMap((app) => app?.name ?? []).sort((one, other) => one.localeCompare(other));
}
