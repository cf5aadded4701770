import { expect, test } from '@jest/globals';
import type { Connection } from '../../src/domain/federation/connection.ts';
import type { ConnectionTrial, Upstream } from '../../src/domain/federation/ports.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { upstreamWhenNeeded } from '../../src/upstream/upstream.ts';

test('R17.1 what speaks with providers is loaded once for all who need it at a time, and again where that failed', async () => {
  let loads = 0;
  const tried: Connection[] = [];
  const attempt: Upstream['try'] = async (connection) => {
    tried.push(connection);
    return {} as ConnectionTrial;
  };
  const upstream = { try: attempt } as Upstream;
  const load = async () => {
    loads += 1;
    if (loads === 1) throw new Error('too many open files');
    return { oidcUpstream: () => upstream };
  };
  const needed = upstreamWhenNeeded({ issuer: 'https://login.test', clock: systemClock, privateHosts: [], loopback: true }, load);
  const connection = {} as Connection;
  await expect(needed.try(connection)).rejects.toThrow('too many open files');
  await Promise.all([needed.try(connection), needed.try(connection)]);
  expect([loads, tried.length]).toEqual([2, 2]);
});
