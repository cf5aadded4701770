import { describe } from '@jest/globals';
import { importKillContract } from './import-kill-contract.ts';

describe('SIGKILL while four thousand people are invited, on SQLite', () => importKillContract(async () => ({})));
