import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../src/store/store.ts';
import { killContract } from './kill-contract.ts';

describe('SIGKILL in the middle of fifty sign-ins on SQLite', () => killContract(async (folder) => `sqlite:${join(folder, 'v.sqlite')}`));

test('SQLite writes ahead into a log that outlives the process, and never less than that', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'voordeur-kill-'));
  const database = await openDatabase({ url: `sqlite:${join(folder, 'v.sqlite')}` });
  // 1 is NORMAL: a commit is in the operating system's hands when it returns; 0 would be OFF.
  expect(await database.one('pragma journal_mode')).toEqual({ journal_mode: 'wal' });
  expect((await database.one('pragma synchronous'))?.['synchronous']).toBeGreaterThanOrEqual(1);
  await database.close();
  await rm(folder, { recursive: true });
});
