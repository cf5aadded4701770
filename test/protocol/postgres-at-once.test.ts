import { describe } from '@jest/globals';
import { openPostgresWorld } from '../kit/world.ts';
import { atOnceContract, PATIENT } from './contract/at-once.ts';

// With a pool of one, anything that asked for a second connection inside a transaction would wait for ever.
describe('a server on PostgreSQL with one connection', () => atOnceContract(() => openPostgresWorld(1, PATIENT)));
describe('a server on PostgreSQL with eight connections', () => atOnceContract(() => openPostgresWorld(8, PATIENT)));
