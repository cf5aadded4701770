import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dial, exchange, type Heard, hear, requestText } from '../kit/wire.ts';
import { openWorld, type World } from '../kit/world.ts';

let world: World;
/** A sender that says one thing and never the rest, begun before everything else. */
let slow: Promise<Heard>[];

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme');
  slow = [exchange(world.url, requestText(world.url, 'POST /', FORM(100), 'portal=')), exchange(world.url, 'GET / HTTP/1.1\r\nHost: loc')];
});

afterAll(() => world.close());

const FORM = (length: number | string) => ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${length}`];
const get = (target: string, headers: readonly string[] = []) => exchange(world.url, requestText(world.url, `GET ${target}`, headers));

const drained = (socket: Socket) => new Promise((resolve) => socket.once('drain', resolve));

/** Whatever was asked before, the next one is served. */
async function expectAlive(): Promise<void> {
  expect((await get('/acme/help')).status).toBe(200);
}

test.each([
  ['no HTTP at all', 'hello\r\n\r\n', 400],
  ['the beginning of TLS', '\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03', 400],
  ['HTTP/2 without asking', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['no Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
  ['a length that is no number', 'POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: abc\r\n\r\n', 400],
  ['a length below nothing', 'POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: -5\r\n\r\n', 400],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef', 400],
  ['a length and chunks', 'POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
  ['a header folded over two lines', 'GET / HTTP/1.1\r\nHost: HOST\r\nX: a\r\n b\r\n\r\n', 400],
  ['a line end in a header', 'GET / HTTP/1.1\r\nHost: HOST\r\nX: a\rb\r\n\r\n', 400],
  ['a method that does not exist', 'STEAL / HTTP/1.1\r\nHost: HOST\r\n\r\n', 400],
  ['an address of 20 000 signs', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: HOST\r\n\r\n`, 431],
  ['a header of 20 000 signs', `GET / HTTP/1.1\r\nHost: HOST\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
  ['five thousand headers', `GET / HTTP/1.1\r\nHost: HOST\r\n${'X: a\r\n'.repeat(5_000)}\r\n`, 431],
])('security 1.35 %s is refused, and the next request served', async (_what, bytes, status) => {
  expect((await exchange(world.url, bytes.replace('HOST', new URL(world.url).host))).status).toBe(status);
  await expectAlive();
});

test.each([
  ['a chunk that is none', 'zz\r\n'],
  ['a chunk that is longer than it says', '1\r\nabc\r\n0\r\n\r\n'],
])('security 1.35 a form in chunks, with %s, is refused', async (_what, body) => {
  const headers = ['Content-Type: application/x-www-form-urlencoded', 'Transfer-Encoding: chunked'];
  expect((await exchange(world.url, requestText(world.url, 'POST /', headers, body))).status).toBe(400);
  await expectAlive();
});

test('security 1.35 a form of 100 GB is refused before it is read', async () => {
  expect((await exchange(world.url, requestText(world.url, 'POST /', FORM(100_000_000_000), 'portal=a'))).status).toBe(413);
});

test('security 1.35 a form of 50 MB in chunks is not read to its end', async () => {
  const socket = dial(world.url);
  const answer = hear(socket);
  const headers = ['Content-Type: application/x-www-form-urlencoded', 'Transfer-Encoding: chunked'];
  socket.write(requestText(world.url, 'POST /', headers));
  let sent = 0;
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
  for (; sent < 800 && !socket.destroyed; sent += 1) if (!socket.write(chunk)) await Promise.race([drained(socket), answer]);
  socket.end();
  await answer;
  expect(sent).toBeLessThan(800);
  await expectAlive();
});

test('security 1.35 a sender that leaves in the middle of its form is nobody’s surprise', async () => {
  const socket = dial(world.url);
  const over = hear(socket);
  const before = world.log.length;
  socket.write(requestText(world.url, 'POST /', FORM(100), 'portal='), () => setImmediate(() => socket.destroy()));
  await over;
  while (world.log.length === before) await new Promise((resolve) => setImmediate(resolve));
  expect(world.log.filter((line) => line.includes('surprise') || line.includes('"error"'))).toEqual([]);
});

describe('security 1.17: a request for another host', () => {
  test.each([
    ['by its Host', 'GET /acme HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'],
    ['by one of two Hosts', 'GET /acme HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\nConnection: close\r\n\r\n'],
    ['by its target', 'GET http://evil.example/acme HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n'],
    ['as a proxy would send it, even with our own name', 'GET http://HOST/acme HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n'],
    ['by a port that is not ours', 'GET /acme HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n'],
    ['in the words of 1996', 'GET /acme HTTP/1.0\r\n\r\n'],
    ['to the server as such', 'OPTIONS * HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n'],
  ])('%s is not served here', async (_how, bytes) => {
    expect((await exchange(world.url, bytes.replaceAll('HOST', new URL(world.url).host))).status).toBe(421);
  });

  test.each(['//evil.example/?lang=nl', '/\\evil.example/?lang=nl', '//evil.example/help', '///evil.example?lang=en'])(
    'in the path %s leads nobody there',
    async (target) => {
      const { status, head, body } = await get(target);
      expect(status).toBe(421);
      expect(head + body).not.toContain('evil');
    },
  );

  test('by headers of a proxy that is not there changes no address of discovery', async () => {
    const headers = ['X-Forwarded-Host: evil.example', 'X-Forwarded-Proto: gopher', 'Forwarded: host=evil.example'];
    const { status, body } = await get('/.well-known/openid-configuration', headers);
    expect([status, /evil|gopher/.test(body)]).toEqual([200, false]);
  });

  test('to a tunnel is not answered at all', async () => {
    expect((await exchange(world.url, 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n')).status).toBe(0);
    await expectAlive();
  });
});

test.each([
  '=;;;a;b',
  'voordeur_portal=%00; voordeur_language=["',
  'voordeur_browser=x; voordeur_browser=y',
  `a=${'b'.repeat(8_000)}`,
  '\xff\xfe=\x01'.slice(0, 3),
])('cookies such as %j are as good as none', async (cookies) => {
  expect((await get('/acme/help', [`Cookie: ${cookies}`])).status).toBe(200);
  expect((await get('/sign-out', [`Cookie: ${cookies}`])).status).toBe(303);
});

test('session cookies that somebody made up sign nobody in', async () => {
  const name = `voordeur_session_${'0'.repeat(32)}`;
  for (const cookies of [`${name}=x`, `${name}=x; ${name}.sig=y`, `${name}=${'x'.repeat(43)}; ${name}.sig=${'A'.repeat(27)}`]) {
    expect((await get('/acme', [`Cookie: ${cookies}`])).status).toBe(303);
    expect((await get('/sign-out', [`Cookie: ${cookies}`])).status).toBe(303);
  }
});

// Last, since it takes as long as the server's patience: it began before the first test.
test('security 1.35 a sender that never comes to its end is let go, and the others were served meanwhile', async () => {
  expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([408, 408]);
});
