// The product as a process of its own, as an operator runs it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { openInstallation } from '../../src/commands/installation.ts';
import { generateKeyring } from '../../src/crypto/keyring.ts';
import { addAccount } from '../../src/domain/administration/accounts.ts';
import { addClient } from '../../src/domain/administration/clients.ts';
import { addOrganisation } from '../../src/domain/administration/organisations.ts';
import { freePort, PASSWORD } from './world.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');

/** Where the application of `furnish` gets its people back. */
export const REDIRECT = 'http://localhost:9/exam/callback';

/** A process that has ended: how, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A server that is up. */
export interface ServerProcess {
  /** Ends it as a power cut does, and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<Ended>;
}

/** Starts a server in `folder` and waits until it serves. Throws with what it said when it ends instead. */
export async function startServer(folder: string, environment: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const { child, ended } = launch(folder, environment);
  const up = new Promise<'up'>((resolve) => child.stdout?.on('data', (text) => String(text).includes('serves') && resolve('up')));
  const first = await Promise.race([up, ended]);
  if (first !== 'up') throw new Error(`the server ended with ${first.code}: ${first.err}${first.out}`);
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return { kill: async () => void (await end('SIGKILL')), stop: () => end('SIGTERM') };
}

/** Starts a server that is expected to refuse, and waits until it has ended. */
export function refusedServer(folder: string, environment: Readonly<Record<string, string>>): Promise<Ended> {
  return launch(folder, environment).ended;
}

function launch(folder: string, environment: Readonly<Record<string, string>>): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [MAIN], { cwd: folder, env: { ...environment } });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said.err += text;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }));
  return { child, ended };
}

/** Settings of a server on this machine, with a keyring of its own. */
export async function environmentOf(database: string, more: Readonly<Record<string, string>> = {}): Promise<Record<string, string>> {
  const port = String(await freePort());
  return {
    VOORDEUR_ISSUER: `http://localhost:${port}`,
    VOORDEUR_PORT: port,
    VOORDEUR_PRIVATE_PORT: '0',
    VOORDEUR_DATABASE: database,
    VOORDEUR_KEYRING: JSON.stringify(generateKeyring()),
    ...more,
  };
}

/** Fills the server's database: the organisation `acme`, its people, and the application `exam`. Returns the application's secret. */
export async function furnish(
  environment: Readonly<Record<string, string>>,
  people: readonly { readonly username: string; readonly email?: string }[],
): Promise<string> {
  const { acting, close } = await openInstallation(environment);
  await addOrganisation(acting, { portal: 'acme', name: 'Acme', contactName: 'Carla', contactEmail: 'carla@acme.example' });
  for (const person of people) await addAccount(acting, 'acme', { ...person, password: PASSWORD });
  const client = { client_id: 'exam', client_name: 'Exam', first_party: true, portals: '*', redirect_uris: [REDIRECT] };
  const added = await addClient(acting, { ...client, grant_types: ['authorization_code', 'refresh_token'] });
  await close();
  if (!added.done || !added.value.secret) throw new Error('the application was not registered');
  return added.value.secret;
}
