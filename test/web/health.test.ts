import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { health } from '../../src/web/health.ts';

async function asked(listener: RequestListener, times: number): Promise<number[]> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/readyz`;
  const statuses = await Promise.all(Array.from({ length: times }, async () => (await fetch(address)).status));
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  return statuses;
}

test('a process whose database hangs is not ready, and asks it once however often it is looked at', async () => {
  let pings = 0;
  const ping = () => {
    pings += 1;
    return new Promise<void>(() => undefined);
  };
  expect(await asked(health({ ping, metrics: undefined, patience: 20 }), 3)).toEqual([503, 503, 503]);
  expect(pings).toBe(1);
});

test('a process is ready while its database answers, and not while it refuses', async () => {
  expect(await asked(health({ ping: async () => undefined, metrics: undefined }), 2)).toEqual([200, 200]);
  const refused = async () => Promise.reject(new Error('refused'));
  expect(await asked(health({ ping: refused, metrics: undefined }), 2)).toEqual([503, 503]);
});
