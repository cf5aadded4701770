import { afterAll, describe } from '@jest/globals';
import { postgresUrl, type TestDatabase } from '../kit/machine.ts';
import { postgresEnvironment } from '../kit/world.ts';
import { mailKillContract } from './mail-kill-contract.ts';

let database: TestDatabase;

describe('SIGKILL while three hundred letters go out, on PostgreSQL', () =>
  mailKillContract(async () => {
    database = await postgresUrl();
    return postgresEnvironment(database, 4);
  }));

afterAll(() => database.drop());
