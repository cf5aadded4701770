import { expect, test } from '@jest/globals';
import { ORGANISATIONS } from '../../demo/organisations.ts';
import { PEOPLE } from '../../demo/people.ts';
import { type DemoPlan, planDemo, portTaken } from '../../demo/plan.ts';
import { welcomeText } from '../../demo/welcome.ts';
import { COLLEAGUES } from '../../demo/workplace.ts';
import { readConfig } from '../../src/config/config.ts';

function plan(environment: Record<string, string>): DemoPlan {
  const planned = planDemo(environment);
  if ('refused' in planned) throw new Error(planned.refused);
  return planned;
}

test('the demo refuses production, and says what to start instead (settled 68)', () => {
  expect(planDemo({ NODE_ENV: 'production' })).toEqual({ refused: expect.stringMatching(/NODE_ENV=production.*npm run serve/) });
});

test('the product takes the environment that the demo gives it', () => {
  const { environment, ports } = plan({});
  expect(ports).toEqual({ product: 3000, assessment: 3001, reports: 3002, mailbox: 3003, identityProvider: 3004 });
  expect(readConfig(environment)).toMatchObject({
    production: false,
    issuer: 'http://localhost:3000',
    listen: { host: '127.0.0.1', port: 3000 },
    privateNetworkHosts: ['localhost:3001', 'localhost:3002'],
  });
});

test("the demo never touches the operator's own database", () => {
  const { environment } = plan({ VOORDEUR_DATABASE: 'postgres://db.example/real', VOORDEUR_ISSUER: 'https://login.example' });
  expect(readConfig(environment).database.url.reveal()).toBe('sqlite:data/demo.sqlite');
});

test('other ports may be chosen, and everything follows them', () => {
  const { environment, ports } = plan({ PORT: '4000', DEMO_APP_PORT: '5001' });
  expect(ports).toEqual({ product: 4000, assessment: 5001, reports: 5002, mailbox: 5003, identityProvider: 5004 });
  expect(readConfig(environment)).toMatchObject({
    issuer: 'http://localhost:4000',
    privateNetworkHosts: ['localhost:5001', 'localhost:5002'],
  });
});

test.each([{ PORT: 'high' }, { PORT: '0' }, { DEMO_APP_PORT: '70000' }, { DEMO_APP_PORT: '1.5' }, { PORT: '3004' }])(
  'a port that cannot be is refused by name: %j',
  (environment) => {
    expect(planDemo(environment)).toEqual({ refused: expect.stringContaining(Object.keys(environment)[0] ?? '') });
  },
);

test('a port that is taken is named, with the way to choose another', () => {
  expect(portTaken(plan({}), 3000)).toMatch(/Port 3000 is in use.*: PORT=\d+ DEMO_APP_PORT=3001 npm start$/);
  expect(portTaken(plan({}), 3004)).toMatch(/Port 3004 is in use.*: PORT=3000 DEMO_APP_PORT=\d+ npm start$/);
});

test.each([
  ['another demo runs', {}, [3000, 3001, 3002, 3003, 3004]],
  ['the chosen port is taken as the standard ones are', { DEMO_APP_PORT: '4403' }, [3000, 3001, 4403]],
  ['the apps would come where the product is', { PORT: '5402', DEMO_APP_PORT: '4400' }, [4401]],
  ['the ports are the last ones', { PORT: '65000', DEMO_APP_PORT: '65532' }, [65000, 65535]],
])('who does as is advised comes to ports that are free: %s', (_when, chosen: Record<string, string>, taken) => {
  let environment = chosen;
  const busy = () => Object.values(plan(environment).ports).find((port) => taken.includes(port));
  for (let port = busy(), tries = 0; port !== undefined && tries < taken.length; port = busy(), tries += 1) {
    const advice = portTaken(plan(environment), port);
    environment = Object.fromEntries([...advice.matchAll(/(\w+)=(\d+)/g)].map(([, name, value]) => [name, value]));
  }
  expect(busy()).toBeUndefined();
});

test('what the demo prints has every address, and every person with user name, password and what it shows', () => {
  const places = {
    product: 'http://localhost:3000',
    assessment: 'http://localhost:3001',
    reports: 'http://localhost:3002',
    mailbox: 'http://localhost:3003',
    workplace: 'http://127.0.0.1:3004/session/end',
  };
  const portals = ORGANISATIONS.map(({ portal }) => portal);
  const lines = welcomeText(places, portals, PEOPLE, COLLEAGUES).split('\n');
  for (const url of [
    ...Object.values(places),
    'http://localhost:3000/voorbeeld',
    'http://localhost:3000/sample',
    'http://localhost:3000/noordhaven',
  ])
    expect(lines.some((line) => line.includes(url))).toBe(true);
  for (const { portal, username, password, shows } of PEOPLE)
    expect(lines.some((line) => [portal, username, password, shows].every((word) => line.includes(word)))).toBe(true);
  for (const { email, password, shows } of COLLEAGUES)
    expect(lines.some((line) => [email, password, shows].every((word) => line.includes(word)))).toBe(true);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
});
