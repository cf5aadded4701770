import { EXIT } from './command.ts';
import { openInstallation } from './installation.ts';
import { run } from './run.ts';
import { SUBJECTS } from './subjects.ts';

const { argv, env, stdin, stdout, stderr } = process;
let cutOff = false;
// Whoever reads our output may stop when he has enough, as `head` does. What writes hears of it, ends its work and closes what it opened.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.exit(EXIT.broken);
  cutOff = true;
});
const code = await run(SUBJECTS, argv.slice(2), {
  stdin,
  stdout,
  stderr,
  open: () => openInstallation(env),
});
process.exitCode = code === EXIT.done && cutOff ? EXIT.cutOff : code;
