import { describe } from '@jest/globals';
import { storeContract } from './contract/contract.ts';
import { sqlitePlace } from './contract/place.ts';

describe('store on SQLite', () => storeContract(sqlitePlace));
