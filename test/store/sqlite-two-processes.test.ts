import { describe } from '@jest/globals';
import { sqlitePlace } from './contract/place.ts';
import { twoProcessesContract } from './contract/two-processes.ts';

describe('two processes on one SQLite file', () => twoProcessesContract(sqlitePlace));
