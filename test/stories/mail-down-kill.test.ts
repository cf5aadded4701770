import { join } from 'node:path';
import { describe } from '@jest/globals';
import { generateKeyring } from '../../src/crypto/keyring.ts';
import { mailDownKillContract } from './mail-down-kill-contract.ts';

describe('No mail server, on SQLite', () =>
  mailDownKillContract(async (folder) => ({
    VOORDEUR_DATABASE: `sqlite:${join(folder, 'v.sqlite')}`,
    VOORDEUR_KEYRING: JSON.stringify(generateKeyring()),
  })));
