import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startServer } from '../kit/server.ts';
import { freePort } from '../kit/world.ts';

const BODY = 'grant_type=client_credentials&client_id=nobody&client_secret=none';
/** Far below the 65 seconds that an idle connection is kept. */
const LONGEST = 40_000;

test(
  'a server that is asked to stop answers what is under way, and then is gone, however long connections may be kept',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'voordeur-stopping-'));
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const server = await startServer({
      VOORDEUR_ISSUER: url,
      VOORDEUR_PORT: String(port),
      VOORDEUR_PRIVATE_PORT: '0',
      VOORDEUR_DATABASE: `sqlite:${join(folder, 'v.sqlite')}`,
    });
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    const ended = once(socket, 'close');
    const head = ['POST /oidc/token HTTP/1.1', `host: localhost:${port}`, 'content-type: application/x-www-form-urlencoded'];
    socket.write([...head, `content-length: ${BODY.length}`, 'connection: keep-alive', '', BODY.slice(0, 10)].join('\r\n'));
    // An answer on another connection shows that the server is awake and has our beginning.
    await fetch(`${url}/oidc/jwks`);
    const stopped = server.end('SIGTERM');
    socket.write(BODY.slice(10));
    expect(await stopped).toBe(0);
    await ended;
    expect(answer).toMatch(/^HTTP\/1\.1 401 [\s\S]*"error":"invalid_client"/);
    await rm(folder, { recursive: true });
  },
  LONGEST,
);
