import { afterAll, describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../src/store/store.ts';
import { postgresUrl, type TestDatabase } from '../kit/machine.ts';
import { killContract } from './kill-contract.ts';

let database: TestDatabase;

describe('SIGKILL in the middle of fifty sign-ins on PostgreSQL', () =>
  killContract(async () => {
    database = await postgresUrl();
    return database.url;
  }));

test('on PostgreSQL a commit waits for the disk: none of our connections asks for less', async () => {
  const connection = await openDatabase({ url: database.url, pool: 1 });
  expect(await connection.one('show synchronous_commit')).toEqual({ synchronous_commit: 'on' });
  await connection.close();
});

afterAll(() => database.drop());
