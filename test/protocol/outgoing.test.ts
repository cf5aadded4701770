// Requests the server makes, seen from outside it: in a process of Node's own, because the guard against private
// addresses hangs on what Node keeps on its global object.
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { outgoingFetch } from '../../src/provider/outgoing.ts';
import { redeem, signOutUrl } from '../kit/endpoints.ts';
import { eventually } from '../kit/eventually.ts';
import { type Listener, openListener } from '../kit/listener.ts';
import { RelyingParty } from '../kit/relying-party.ts';
import { type ServerProcess, startServer } from '../kit/server.ts';
import { signIn } from '../kit/sign-in.ts';
import { wordsOf } from '../kit/visitor.ts';
import { freePort, openWorld, type World } from '../kit/world.ts';

let world: World;
let server: ServerProcess;
let url: string;
let allowed: Listener;
let forbidden: Listener;

beforeAll(async () => {
  [allowed, forbidden] = await Promise.all([openListener(), openListener()]);
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.person('acme', 'Anna');
  const port = String(await freePort());
  url = `http://localhost:${port}`;
  server = await startServer({
    ...world.environment,
    NODE_ENV: 'development',
    VOORDEUR_ISSUER: url,
    VOORDEUR_PORT: port,
    VOORDEUR_PRIVATE_NETWORK_HOSTS: allowed.host,
  });
});

afterAll(async () => {
  await server.end();
  await world.close();
  await Promise.all([allowed.close(), forbidden.close()]);
});

/** Signs in to an application that wants to be told at `address`, and out again. Returns the words of the last page. */
async function leave(id: string, address: string): Promise<string> {
  const registered = await world.relyingParty(id, { backchannel_logout_uri: address });
  const app = await RelyingParty.discover({ ...registered.options, issuer: url });
  const arrived = await signIn(app, 'Anna', { portal: 'acme' });
  const { id_token } = (await redeem(app, arrived)).body;
  return wordsOf(await arrived.visitor.open(signOutUrl(app, { id_token_hint: String(id_token) })));
}

/** What the server's log says of an application that could not be told; it comes by a pipe, a little after the answer. */
async function complaints(id: string): Promise<string[]> {
  const said = () =>
    server
      .said()
      .split('\n')
      .filter((line) => line.includes('back-channel logout was not received') && line.includes(id));
  while (said().length === 0) await delay(20);
  return said();
}

const portOf = ({ host }: Listener) => host.split(':')[1];

test('security 1.33 in a process of its own the server tells the host on the private network that is allowed', async () => {
  expect(await leave('welcome', `http://${allowed.host}/logout`)).toContain('You are logged out');
  // It is told beside the answer, and may hear a moment later.
  await eventually(() => allowed.heard.length > 0);
  expect(allowed.heard.map(({ path, fields }) => [path, Object.keys(fields)])).toEqual([['/logout', ['logout_token']]]);
});

test.each([
  { name: 'an address', host: () => forbidden.host },
  { name: 'a name that leads to one', host: () => `localhost:${portOf(forbidden)}` },
  { name: 'another spelling of the host that is allowed', host: () => `127.1:${portOf(forbidden)}` },
  { name: 'another name of the host that is allowed', host: () => `localhost:${portOf(allowed)}` },
])('security 1.33 in a process of its own the server sends nothing to $name on the private network', async ({ name, host }) => {
  const before = allowed.heard.length;
  const id = name.replaceAll(' ', '-');
  expect(await leave(id, `http://${host()}/logout`)).toContain('You are logged out');
  expect([forbidden.heard, allowed.heard.slice(before)]).toEqual([[], []]);
  expect(await complaints(id)).toHaveLength(1);
});

test('security 1.33 the library found what it makes its guard of, and says nothing else', () => {
  expect(server.said()).not.toContain('WARNING');
});

test('security 1.33 where Node gives nothing to make the guard of, only the hosts that are allowed are asked', async () => {
  const ask = outgoingFetch([allowed.host]);
  expect((await ask(`http://${allowed.host}/plain`, {})).status).toBe(200);
  await expect(ask(`http://${forbidden.host}/plain`, {})).rejects.toThrow('the request is not made');
  expect(forbidden.heard).toEqual([]);
});
