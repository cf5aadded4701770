// An organisation's own identity provider, for the demo and for tests: a bare OpenID Provider in a process of its own, with
// people, a sign-in page and a look of its own. It has never heard of the product; it ends with the process that started it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { identityProvider } from './provider.ts';
import type { Settings, Told } from './settings.ts';

process.once('disconnect', () => process.exit());
process.once('message', (settings: Settings) => void open(settings));
// Ctrl+C reaches every process of a terminal: the one that started this one says when it is over.
process.on('SIGINT', () => undefined);

async function open(settings: Settings): Promise<void> {
  const server = createServer();
  try {
    server.listen(settings.port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return tell({ code: String(error.code), port: settings.port });
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address with a port');
  // By its number and not as `localhost`: to a browser it is another site, as it is for customers.
  const issuer = `http://127.0.0.1:${address.port}`;
  server.on('request', identityProvider(issuer, settings).callback());
  tell({ issuer });
}

function tell(told: Told): void {
  process.send?.(told);
}
