import { describe, expect, test } from '@jest/globals';
import { openInstallation } from '../../src/commands/installation.ts';
import { type Balancer, openBalancer } from '../kit/balancer.ts';
import { furnishing } from '../kit/furnish.ts';
import { postgresUrl } from '../kit/machine.ts';
import { type ServerProcess, startServer } from '../kit/server.ts';
import { freePort, postgresEnvironment } from '../kit/world.ts';
import { atOnceContract, PATIENT, type Setting } from './contract/at-once.ts';

let balancer: Balancer | undefined;
let servers: ServerProcess[] = [];

/** Two server processes on one database, both started on it while it is empty, and a balancer in front as their issuer. */
async function openTwoServers(): Promise<Setting> {
  const database = await postgresUrl();
  const [port, ...backends] = [await freePort(), await freePort(), await freePort()];
  const issuer = `http://localhost:${port}`;
  const common = { ...postgresEnvironment(database, 4), ...PATIENT, VOORDEUR_ISSUER: issuer, VOORDEUR_PRIVATE_PORT: '0' };
  servers = await Promise.all(backends.map((backend) => startServer({ ...common, VOORDEUR_PORT: String(backend) })));
  balancer = await openBalancer(port ?? 0, backends);
  const installation = await openInstallation(common);
  return {
    ...furnishing(installation.acting, issuer),
    close: async () => {
      await balancer?.close();
      await Promise.all(servers.map((server) => server.end()));
      await installation.close();
      await database.drop();
    },
  };
}

describe('two servers on one PostgreSQL database, each request at another', () => {
  atOnceContract(openTwoServers);

  test('both had half of the work, and neither met a surprise', () => {
    const [one = 0, other = 0] = balancer?.counts ?? [];
    expect(one).toBeGreaterThan(100);
    expect(Math.abs(one - other)).toBeLessThanOrEqual(1);
    expect(servers).toHaveLength(2);
    for (const server of servers) expect(server.said()).not.toContain('a request met a surprise');
  });
});
