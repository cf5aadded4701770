import type { RequestListener } from 'node:http';

/** The private listener: `/healthz` says that the process lives, `/readyz` that its database answers. */
export function health(ping: () => Promise<void>): RequestListener {
  return async (request, response) => {
    const answer = (status: number, text: string) => response.writeHead(status, { 'content-type': 'text/plain' }).end(`${text}\n`);
    if (request.url === '/healthz') return answer(200, 'alive');
    if (request.url !== '/readyz') return answer(404, 'not found');
    try {
      await ping();
      return answer(200, 'ready');
    } catch {
      return answer(503, 'the database does not answer');
    }
  };
}
