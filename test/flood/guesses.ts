import { expect } from '@jest/globals';
import { openInstallation } from '../../src/commands/installation.ts';
import type { Keyring } from '../../src/crypto/keyring.ts';
import { addAccount } from '../../src/domain/administration/accounts.ts';
import { addClient } from '../../src/domain/administration/clients.ts';
import { addOrganisation } from '../../src/domain/administration/organisations.ts';
import { codeOn } from '../kit/challenge.ts';
import { type ServerProcess, startServer } from '../kit/server.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { freePort, PASSWORD } from '../kit/world.ts';

const CALLBACK = 'http://localhost:9/flood/callback';
const AT_ONCE = 200;
const MEMORY_MOST = 300 * 1024 * 1024;

/** A server of this test: where it answers, and where it says that it is alive. */
export interface Serving {
  readonly process: ServerProcess;
  readonly port: number;
  readonly healthUrl: string;
}

/** Starts a server on free ports. Its issuer is its own address unless the environment names another. */
export async function serve(environment: Readonly<Record<string, string>>): Promise<Serving> {
  const [port, health] = [await freePort(), await freePort()];
  const own = { VOORDEUR_ISSUER: `http://localhost:${port}`, VOORDEUR_LOG_LEVEL: 'error' };
  const ports = { VOORDEUR_PORT: String(port), VOORDEUR_PRIVATE_PORT: String(health) };
  return { process: await startServer({ ...own, ...environment, ...ports }), port, healthUrl: `http://127.0.0.1:${health}/healthz` };
}

/** Fills the database and returns its keyring. */
export async function prepare(environment: Readonly<Record<string, string>>): Promise<Keyring> {
  const installation = await openInstallation(environment);
  const { acting, keyring } = installation;
  const made = [
    await addOrganisation(acting, {
      portal: 'acme',
      name: 'Acme',
      preferredLanguage: 'en',
      contactName: 'Carla',
      contactEmail: 'c@acme.example',
    }),
    await addAccount(acting, 'acme', { username: 'Anna', password: PASSWORD }),
    await addAccount(acting, 'acme', { username: 'Bert', password: PASSWORD }),
    await addClient(acting, {
      client_id: 'flood',
      client_name: 'Flood',
      first_party: true,
      portals: '*',
      redirect_uris: [CALLBACK],
      token_endpoint_auth_method: 'none',
    }),
  ];
  for (const outcome of made) expect(outcome).toMatchObject({ done: true });
  await installation.close();
  return keyring;
}

function request(url: string): string {
  const parameters = { client_id: 'flood', redirect_uri: CALLBACK, response_type: 'code', scope: 'openid', portal: 'acme', state: 's' };
  const pkce = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' };
  return `${url}/oidc/auth?${new URLSearchParams({ ...parameters, ...pkce })}`;
}

const isCallback = (url: string) => url.startsWith(CALLBACK);

/** Somebody at an address, at the sign-in page. */
async function arrive(url: string, from: string) {
  const visitor = new Visitor({ 'x-forwarded-for': from });
  return { visitor, page: await visitor.open(request(url), isCallback) };
}

const address = (at: number) => `10.${20 + (at >> 6)}.${at & 63}.9`;

/** How many of the answers say that the password was looked at and was wrong. */
const evaluated = (answers: readonly Answer[]) => answers.filter((answer) => wordsOf(answer).includes('do not match')).length;

/**
 * 200 wrong passwords at once on one account, from as many browsers and networks: without a challenge three are looked
 * at, with a right one each ten; the owner's known browser gets in meanwhile, from elsewhere; health answers throughout.
 */
export async function guessAtOnce(url: string, servers: readonly Serving[], keyring: Keyring): Promise<void> {
  const owner = await arrive(url, '203.0.113.1');
  const first = await owner.visitor.submit(owner.page, { username: 'Anna', password: PASSWORD }, isCallback);
  expect(isCallback(first.url)).toBe(true);

  const guessers = await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => arrive(url, address(at))));
  const health = watchHealth(servers);
  const bare = await Promise.all(guessers.map(({ visitor, page }) => visitor.submit(page, { username: 'Anna', password: 'not this one' })));
  expect(evaluated(bare)).toBe(3);

  const solved = await Promise.all(
    bare.map(async (page, at) => {
      const visitor = guessers[at]?.visitor ?? new Visitor();
      // Bert has not been missed yet: his sheet comes with a challenge only once it is asked for.
      const sheet = formOf(page).fields['challenge'] === undefined ? await visitor.submit(page, { username: 'Anna', password: '' }) : page;
      const captcha = await codeOn(keyring, sheet, visitor);
      return { visitor, sheet, captcha };
    }),
  );
  const carrying = await Promise.all(
    solved.map(({ visitor, sheet, captcha }) => visitor.submit(sheet, { username: 'Bert', password: 'not this one', captcha })),
  );
  expect(evaluated(carrying)).toBe(10);

  await ownerGetsIn(url, owner.visitor);
  expect(await health.failures()).toEqual([]);
  for (const server of servers) expect(await server.process.mostMemory()).toBeLessThan(MEMORY_MOST);
}

/** The owner's browser, at another address: it is known for the account, so nothing that strangers did matters. */
async function ownerGetsIn(url: string, owner: Visitor): Promise<void> {
  const browser = (await owner.jar.getCookies(url)).find(({ key }) => key === 'voordeur_browser');
  const elsewhere = new Visitor({ 'x-forwarded-for': '198.51.100.99' });
  if (browser) await elsewhere.jar.setCookie(browser, url);
  const sheet = await elsewhere.open(request(url), isCallback);
  const entered = await elsewhere.submit(sheet, { username: 'Anna', password: PASSWORD }, isCallback);
  expect(isCallback(entered.url)).toBe(true);
}

/** Asks every server ten times a second whether it is alive, until told to stop. */
function watchHealth(servers: readonly Serving[]) {
  const failures: string[] = [];
  const asking = setInterval(async () => {
    for (const { healthUrl } of servers) {
      try {
        const answer = await fetch(healthUrl, { signal: AbortSignal.timeout(15_000) });
        if (!answer.ok) failures.push(`${answer.status}`);
      } catch (error) {
        failures.push(String(error));
      }
    }
  }, 100);
  return {
    failures: async () => {
      clearInterval(asking);
      return failures;
    },
  };
}
