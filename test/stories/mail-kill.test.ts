import { join } from 'node:path';
import { describe } from '@jest/globals';
import { generateKeyring } from '../../src/crypto/keyring.ts';
import { mailKillContract } from './mail-kill-contract.ts';

describe('SIGKILL while three hundred letters go out, on SQLite', () =>
  mailKillContract(async (folder) => ({
    VOORDEUR_DATABASE: `sqlite:${join(folder, 'v.sqlite')}`,
    VOORDEUR_KEYRING: JSON.stringify(generateKeyring()),
  })));
