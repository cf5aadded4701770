import { describe } from '@jest/globals';
import { conflictsContract } from './contract/conflicts.ts';
import { storeContract } from './contract/contract.ts';
import { gatheredRoundTripsContract } from './contract/gathered.ts';
import { postgresPlace } from './contract/place.ts';

describe('store on PostgreSQL with eight connections', () => {
  storeContract(postgresPlace(8));
  conflictsContract(postgresPlace(8));
  gatheredRoundTripsContract();
});
