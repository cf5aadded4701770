import { describe } from '@jest/globals';
import { openPostgresWorld } from '../kit/world.ts';
import { ownMissesStories } from './own-misses-contract.ts';

describe('misses of one’s own on PostgreSQL', () => ownMissesStories((environment) => openPostgresWorld(4, environment)));
