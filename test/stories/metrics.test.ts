import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RelyingParty } from '../kit/relying-party.ts';
import { grown, scrape } from '../kit/scrape.ts';
import { attempt, signIn } from '../kit/sign-in.ts';
import { freePort, openWorld, type World } from '../kit/world.ts';

const TOKEN = randomBytes(32).toString('base64');
let port: number;
let world: World;
let app: RelyingParty;

beforeAll(async () => {
  port = await freePort();
  world = await openWorld({ VOORDEUR_METRICS_TOKEN: TOKEN, VOORDEUR_PRIVATE_PORT: String(port) });
  await world.organisation('acme');
  await world.person('acme', 'Anna', { email: 'anna@people.example' });
  app = await world.relyingParty('exam');
});
afterAll(() => world.close());

test('R18.3 who shows the token reads everything in Prometheus’ text format', async () => {
  const { status, headers, text, value } = await scrape(port, TOKEN);
  expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
    200,
    expect.stringMatching(/^text\/plain; version=0\.0\.4/),
    'no-store',
  ]);
  for (const line of text.trim().split('\n')) expect(line).toMatch(/^(?:# (?:HELP|TYPE) \S+ .+|[a-z0-9_]+(?:\{[^{}]*\})? \S+|)$/);
  expect(value('voordeur_database_up')).toBe(1);
  expect(value('process_resident_memory_bytes')).toBeGreaterThan(1e6);
  expect(value('process_cpu_seconds_total')).toBeGreaterThan(0);
  // What has not happened yet is told too: a rule that adds it up would else say nothing.
  expect([value('voordeur_mail_reports_total{report="bounced"}'), value('voordeur_mail_queue{state="queued"}')]).toEqual([0, 0]);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
});

describe('without the token nothing of it is read', () => {
  const others = {
    none: undefined,
    'another one': randomBytes(32).toString('base64'),
    'a part of it': TOKEN.slice(0, -1),
    'more than it': `${TOKEN}=`,
  };

  test.each(Object.entries(others))('%s', async (_, token) => {
    const { status, headers, text } = await scrape(port, token);
    expect([status, headers.get('www-authenticate'), text]).toEqual([401, 'Bearer realm="metrics"', 'the token is missing or wrong\n']);
  });

  test('shown in another way', async () => {
    for (const authorization of [TOKEN, `Basic ${TOKEN}`, `Bearer ${TOKEN} x`, 'Bearer'])
      expect((await scrape(port, undefined, { headers: { authorization } })).status).toBe(401);
    expect((await scrape(port, undefined, { path: `/metrics?access_token=${TOKEN}` })).status).toBe(404);
    expect((await scrape(port, TOKEN, { method: 'POST' })).status).toBe(405);
  });

  test('and at the public address there is none, with it or without', async () => {
    const publicPort = Number(new URL(world.url).port);
    const [metrics, portal] = [
      await scrape(publicPort, TOKEN, { host: 'localhost' }),
      await scrape(publicPort, TOKEN, { host: 'localhost', path: '/no-such-portal' }),
    ];
    expect([metrics.status, portal.status]).toEqual([404, 404]);
    expect(metrics.text).not.toContain('voordeur_');
  });

  test('where it is off there is no such page, and health is told as ever', async () => {
    const quiet = await freePort();
    const off = await openWorld({ VOORDEUR_PRIVATE_PORT: String(quiet) });
    const paths = ['/metrics', '/no-such-page', '/healthz', '/readyz'];
    const answers = await Promise.all(paths.map((path) => scrape(quiet, TOKEN, { path })));
    await off.close();
    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      ...[
        [404, 'not found\n'],
        [404, 'not found\n'],
      ],
      ...[
        [200, 'alive\n'],
        [200, 'ready\n'],
      ],
    ]);
  });
});

describe('what people do is counted', () => {
  test('sign-ins by what came of them, requests by route and class of status', async () => {
    const samples = [
      'voordeur_sign_ins_total{outcome="succeeded",reason=""}',
      'voordeur_sign_ins_total{outcome="refused",reason="wrong-password"}',
      'voordeur_sign_ins_total{outcome="refused",reason="unknown-name"}',
      'voordeur_events_total{event="sign-in.refused"}',
      'voordeur_http_requests_total{route="/:portal/sign-in/:uid/password",status="3xx"}',
      'voordeur_http_request_duration_seconds_count{route="/:portal/sign-in/:uid/password"}',
      'voordeur_http_requests_total{route="/oidc/auth/:uid",status="3xx"}',
    ];
    const counted = await grown({ port, token: TOKEN }, samples, async () => {
      await signIn(app, 'Anna', { portal: 'acme' });
      await attempt(app, 'acme', { username: 'Anna', password: 'not this one' });
      await attempt(app, 'acme', { username: 'Nobody', password: 'not this one' });
    });
    // Three sheets and two misses, each of which shows the sheet once more; the right one ends at the protocol's own address.
    expect(counted).toEqual([1, 1, 1, 2, 2, 7, 1]);
  });

  test('security 2.4 passwords that were not looked at, by the layer that refused', async () => {
    const misses = async () => {
      for (let miss = 0; miss < 4; miss += 1) await attempt(app, 'acme', { username: 'Piet', password: 'not this one' });
    };
    expect(await grown({ port, token: TOKEN }, ['voordeur_throttle_refusals_total{layer="challenge"}'], misses)).toEqual([1]);
  });

  test('codes by what they were for and whether they were right', async () => {
    const rows = [{ event: 'code.right', method: 'app' }, { event: 'code.wrong', method: 'mail' }, { event: 'link.code-wrong' }] as const;
    const samples = ['method="app",outcome="right"', 'method="mail",outcome="wrong"', 'method="link",outcome="wrong"'];
    const typed = () =>
      world.app.installation.store.work(({ audit }) => audit.recordAll(rows.map((row) => ({ ...row, actor: 'person', at: 0 }))));
    const counted = await grown(
      { port, token: TOKEN },
      samples.map((labels) => `voordeur_codes_total{${labels}}`),
      typed,
    );
    expect(counted).toEqual([1, 1, 1]);
  });

  test('a transaction that is rolled back has not happened', async () => {
    const row = { event: 'data.downloaded', actor: 'system', at: 0 } as const;
    const sample = 'voordeur_events_total{event="data.downloaded"}';
    const { store } = world.app.installation;
    const failing = async () => {
      const failed = store.work(async ({ audit }) => {
        await audit.record(row);
        throw new Error('thought better of it');
      });
      await expect(failed).rejects.toThrow('thought better');
    };
    expect(await grown({ port, token: TOKEN }, [sample], failing)).toEqual([0]);
    expect(await grown({ port, token: TOKEN }, [sample], () => store.work(({ audit }) => audit.recordAll([row, row])))).toEqual([2]);
    expect(await grown({ port, token: TOKEN }, [sample], () => store.together(({ audit }) => [audit.record(row)]))).toEqual([1]);
  });
});

test('docs/metrics.md names what there is, and nothing else', async () => {
  const documented = readFileSync(join(import.meta.dirname, '../../docs/metrics.md'), 'utf8')
    .match(/^\| `voordeur_\w+`/gm)
    ?.map((cell) => cell.slice(3, -1));
  const told = [...(await scrape(port, TOKEN)).text.matchAll(/^# TYPE (voordeur_\w+)/gm)].map(([, name]) => name);
  expect(told.toSorted()).toEqual(documented?.toSorted());
});

test('security 2.9 no label holds a name, an address, an application, an organisation or a word of a stranger', async () => {
  const words = ['/oidc/made-up-word', '/made-up-portal', '/oidc/auth/made-up-uid', '/.well-known/made-up', '/assets/made-up.css'];
  for (const word of words) await fetch(`${world.url}${word}`);
  const { text } = await scrape(port, TOKEN);
  expect(text).toContain('route="other"');
  expect(text).not.toMatch(/made-up|Anna|Piet|acme|exam|people\.example|127\.0\.0\.1|localhost/);
});

test('a database that is gone takes nothing from the rest', async () => {
  const gone = await freePort();
  const other = await openWorld({ VOORDEUR_METRICS_TOKEN: TOKEN, VOORDEUR_PRIVATE_PORT: String(gone) });
  await other.app.installation.store.close();
  const { status, text, value } = await scrape(gone, TOKEN);
  expect([status, value('voordeur_database_up')]).toEqual([200, 0]);
  expect(text).not.toMatch(/^voordeur_mail_queue\{/m);
  await other.close().catch(() => undefined);
});
