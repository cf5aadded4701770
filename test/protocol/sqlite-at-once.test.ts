import { describe } from '@jest/globals';
import { openWorld } from '../kit/world.ts';
import { atOnceContract, PATIENT } from './contract/at-once.ts';

describe('a server on SQLite', () => atOnceContract(() => openWorld(PATIENT)));
