import type { Allowance } from './habits.ts';

/** Who may ask the machine's clock, throw dice or read the environment, and why. What is no longer needed fails too. */
export const ALLOWANCES: readonly Allowance[] = [
  { place: 'src/kernel/clock.ts', habit: 'clock', because: 'it is the clock' },
  { place: 'bench', habit: 'clock', because: 'it measures by the machine’s clock' },
  { place: 'bench', habit: 'environment', because: 'its processes are told there what to measure' },
  { place: 'test/browser/stories.test.ts', habit: 'clock', because: 'the demo runs on the machine’s clock' },
  { place: 'test/kit/signed.ts', habit: 'clock', because: 'an application signs by its own clock' },
  { place: 'test/stories/flood.test.ts', habit: 'clock', because: 'its server is a process of its own' },
  { place: 'test/protocol/readme-example.test.ts', habit: 'environment', because: 'the example is run as a reader would run it' },
  { place: 'test/kit/hand-clock.ts', habit: 'clock', because: 'the library reads Date.now, so winding the clock winds that' },
  { place: 'test/kernel/kernel.test.ts', habit: 'clock', because: 'it compares our clock with the machine’s' },
  {
    place: 'src/store/retry.ts',
    habit: 'randomness',
    because: 'two that met in the database must not meet again; nobody gains by guessing',
  },
  { place: 'src/main.ts', habit: 'environment', because: 'a process hands its environment over' },
  { place: 'src/commands/main.ts', habit: 'environment', because: 'a process hands its environment over' },
  { place: 'demo/main.ts', habit: 'environment', because: 'a process hands its environment over' },
  { place: 'knexfile.ts', habit: 'environment', because: 'the knex command line hands it over' },
  { place: 'scripts', habit: 'environment', because: 'they look at the machine they run on' },
  { place: 'test/kit/machine.ts', habit: 'environment', because: '`npm test` says there what it found for the tests' },
  { place: 'test/kit/server.ts', habit: 'environment', because: 'a server is found on the path' },
  { place: 'test/commands/command-line.ts', habit: 'environment', because: 'a command is found on the path' },
];
