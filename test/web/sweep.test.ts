import { describe } from '@jest/globals';
import { sweepContract } from './sweep-contract.ts';

describe('bad requests by the hundred, on SQLite', () => sweepContract(async () => ({})));
