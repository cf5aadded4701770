import { describe } from '@jest/globals';
import { storeContract } from './contract/contract.ts';
import { growingContract } from './contract/growing.ts';
import { postgresPlace } from './contract/place.ts';

describe('store on PostgreSQL with one connection', () => {
  storeContract(postgresPlace(1));
  growingContract(postgresPlace(1));
});
