import { afterAll, describe } from '@jest/globals';
import { postgresUrl, type TestDatabase } from '../kit/machine.ts';
import { postgresEnvironment } from '../kit/world.ts';
import { importKillContract } from './import-kill-contract.ts';

let database: TestDatabase;

describe('SIGKILL while four thousand people are invited, on PostgreSQL', () =>
  importKillContract(async () => {
    database = await postgresUrl();
    return postgresEnvironment(database, 4);
  }));

afterAll(() => database.drop());
