import { describe } from '@jest/globals';
import { openWorld } from '../kit/world.ts';
import { ownMissesStories } from './own-misses-contract.ts';

describe('misses of one’s own on SQLite', () => ownMissesStories(openWorld));
