import { createServer, type RequestListener, type Server } from 'node:http';
import { seconds } from '../kernel/duration.ts';

/** What a malformed request hears: too long, too slow, or simply no HTTP. */
const ANSWERS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** A server with bounds on its connections (security.md 1.35): slow or malformed senders cost one socket for seconds, and never the process. */
export function boundedServer(listener: RequestListener): Server {
  // Who is too slow is looked for this often.
  const server = createServer({ connectionsCheckingInterval: seconds(5) }, listener);
  server.headersTimeout = seconds(10);
  server.requestTimeout = seconds(20);
  // Longer than a proxy in front keeps its own connections, so that it is never the one surprised.
  server.keepAliveTimeout = seconds(65);
  server.maxHeadersCount = 100;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const answer = ANSWERS[error.code ?? ''] ?? '400 Bad Request';
    if (socket.writable) socket.end(`HTTP/1.1 ${answer}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    else socket.destroy();
  });
  return server;
}
