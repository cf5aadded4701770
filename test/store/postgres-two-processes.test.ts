import { describe } from '@jest/globals';
import { postgresPlace } from './contract/place.ts';
import { twoProcessesContract } from './contract/two-processes.ts';

describe('two processes on one PostgreSQL database', () => twoProcessesContract(postgresPlace(4)));
