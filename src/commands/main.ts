import { EXIT } from './command.ts';
import { openInstallation } from './installation.ts';
import { run } from './run.ts';
import { SUBJECTS } from './subjects.ts';

const { argv, env, stdin, stdout, stderr } = process;
// Whoever reads our output may stop when he has enough, as `head` does.
stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.broken));
process.exitCode = await run(SUBJECTS, argv.slice(2), {
  stdin,
  stdout,
  stderr,
  open: () => openInstallation(env),
});
