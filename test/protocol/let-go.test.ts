import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import type Koa from 'koa';
import { type KoaContextWithOIDC, Provider } from 'oidc-provider';
import { letGo } from '../../src/provider/let-go.ts';

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

/** The library itself behind `letGo`, and the contexts of its requests. `meanwhile` runs in each. */
async function listening(meanwhile: Koa.Middleware) {
  const provider = new Provider('https://login.example', { cookies: { keys: ['one'] } });
  const contexts: KoaContextWithOIDC[] = [];
  provider.use(letGo);
  provider.use((ctx, next) => {
    contexts.push(ctx as KoaContextWithOIDC);
    return meanwhile(ctx, next);
  });
  const server = createServer(provider.callback()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(() => void server.close());
  return { contexts, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks` };
}

/** The whole answer to an address; by a connection that stays open unless said otherwise. */
async function answerOf(address: string): Promise<string> {
  const [answer] = (await once(get(address), 'response')) as [IncomingMessage];
  let body = '';
  for await (const chunk of answer) body += chunk;
  return body;
}

const heldBy = (context: object | undefined) =>
  Reflect.ownKeys(context ?? {}).filter((name) => name !== 'oidc' && Reflect.get(context ?? {}, name) !== undefined);

test('an answer that has left leaves nothing to be found from its context', async () => {
  const closed: Promise<unknown>[] = [];
  const { contexts, address } = await listening((ctx, next) => {
    // What others hang on a request, and what is made where it is first asked for.
    ctx.state['known'] = ctx.cookies.get('any');
    closed.push(once(ctx.res, 'close'));
    return next();
  });
  expect(JSON.parse(await answerOf(address)).keys).not.toEqual([]);
  await Promise.all(closed);
  const [context] = contexts;
  expect(context).toBeDefined();
  expect(heldBy(context)).toEqual([]);
  expect(context?.oidc).toBeDefined();
  expect(heldBy(context?.oidc)).toEqual([]);
});

test('a request that its sender broke off keeps what those at work on it need', async () => {
  const arrived = Promise.withResolvers<void>();
  const seen = Promise.withResolvers<string>();
  const { address } = await listening(async (ctx, next) => {
    arrived.resolve();
    await once(ctx.res, 'close');
    seen.resolve(`${ctx.method} ${ctx.path} ${ctx.res.writableFinished}`);
    await next();
  });
  const request = get(address).on('error', () => 'it was meant to break off');
  await arrived.promise;
  request.destroy();
  expect(await seen.promise).toBe('GET /jwks false');
});

test('a request that went wrong keeps what is left at work beside the one who failed', async () => {
  const closed: Promise<unknown>[] = [];
  const { contexts, address } = await listening(async (ctx) => {
    closed.push(once(ctx.res, 'close'));
    ctx.status = 503;
    ctx.body = 'busy';
  });
  expect(await answerOf(address)).toBe('busy');
  await Promise.all(closed);
  expect(contexts[0]?.path).toBe('/jwks');
});

test('a request that nobody answers with the library is let go as well', async () => {
  const closed: Promise<unknown>[] = [];
  const { contexts, address } = await listening(async (ctx) => {
    closed.push(once(ctx.res, 'close'));
    ctx.body = 'ours';
  });
  expect(await answerOf(address)).toBe('ours');
  await Promise.all(closed);
  expect(heldBy(contexts[0])).toEqual([]);
});
