import { afterAll, describe } from '@jest/globals';
import { postgresUrl, type TestDatabase } from '../kit/machine.ts';
import { sweepContract } from './sweep-contract.ts';

let database: TestDatabase;

describe('bad requests by the hundred, on PostgreSQL', () =>
  sweepContract(async () => {
    database = await postgresUrl();
    return { VOORDEUR_DATABASE: database.url };
  }));

afterAll(() => database.drop());
