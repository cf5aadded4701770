import { afterAll, describe } from '@jest/globals';
import { postgresUrl, type TestDatabase } from '../kit/machine.ts';
import { postgresEnvironment } from '../kit/world.ts';
import { mailDownKillContract } from './mail-down-kill-contract.ts';

let database: TestDatabase;

describe('No mail server, on PostgreSQL', () =>
  mailDownKillContract(async () => {
    database = await postgresUrl();
    return postgresEnvironment(database, 4);
  }));

afterAll(() => database.drop());
