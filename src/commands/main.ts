import { account } from './account.ts';
import { client } from './client.ts';
import { EXIT } from './command.ts';
import { openInstallation } from './installation.ts';
import { keys } from './keys.ts';
import { organisation } from './organisation.ts';
import { resource } from './resource.ts';
import { run } from './run.ts';

const { argv, env, stdin, stdout, stderr } = process;
// Whoever reads our output may stop when he has enough, as `head` does.
stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.broken));
process.exitCode = await run([organisation, account, client, resource, keys], argv.slice(2), {
  stdin,
  stdout,
  stderr,
  open: () => openInstallation(env),
});
