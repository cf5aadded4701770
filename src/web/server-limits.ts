import type { Server } from 'node:http';
import { seconds } from '../kernel/duration.ts';

/** Bounds on connections (security.md 1.35): slow or malformed senders cost one socket for seconds, and never the process. */
export function limitServer(server: Server): Server {
  server.headersTimeout = seconds(10);
  server.requestTimeout = seconds(20);
  // Longer than a proxy in front keeps its own connections, so that it is never the one surprised.
  server.keepAliveTimeout = seconds(65);
  server.maxHeadersCount = 100;
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else socket.destroy();
  });
  return server;
}
