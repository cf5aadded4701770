import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startAssessmentApp } from '../../demo/assessment-app/app.ts';
import { registerAssessment, SCOPES } from '../../demo/registrations.ts';
import { checkCallback } from '../../scripts/check-callback.ts';
import { redeem } from '../kit/endpoints.ts';
import { ANNA, type FrontDoor, openFrontDoor } from '../kit/front-door.ts';
import { Visitor } from '../kit/visitor.ts';

let door: FrontDoor;

beforeAll(async () => {
  door = await openFrontDoor();
});

afterAll(() => door.world.close());

/** An application whose callback does this. */
async function withApp<T>(callback: RequestListener, act: (address: string) => Promise<T>): Promise<T> {
  const server = createServer(callback);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await act(`http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const complaints = async (callback: RequestListener, patience?: number) =>
  withApp(callback, async (address) => [...new Set((await checkCallback(address, patience)).map(({ complaint }) => complaint))]);

const page =
  (status: number, html: string): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end(html);

const leadingTo =
  (location: string): RequestListener =>
  (_request, response) =>
    response.writeHead(303, { location }).end();

describe('R12.2 j: an application that does not know the answer at its callback', () => {
  test('who has lost it begins again, and who is signed in here comes back at once, without a page', async () => {
    const visitor = new Visitor();
    const answer = await door.submit(visitor, await door.sheet(visitor), ANNA);
    expect(door.isIn(answer)).toBe(true);
    const begun = await door.app.begin({ portal: 'acme' });
    const first = await visitor.send(begun.url);
    const callback = (await visitor.follow(first, door.app.isCallback)).url;
    expect(door.app.isCallback(new URL(first.headers.get('location') ?? '', first.url).href)).toBe(true);
    expect(await redeem(door.app, { begun, callback })).toMatchObject({ status: 200 });
  });

  test('the demo’s application takes every one of them well', async () => {
    const { store, acting } = door.world.app.installation;
    const app = await startAssessmentApp({
      name: 'Assessment',
      issuer: door.world.url,
      port: 0,
      portals: [],
      scope: SCOPES.assessment,
      api: true,
      register: (url) => registerAssessment({ store, acting }, url),
      now: () => door.world.clock.now(),
      report: (error) => {
        throw error;
      },
    });
    const tried = await checkCallback(`${app.url}/callback`).finally(() => app.close());
    expect(tried.length).toBeGreaterThan(3);
    expect(tried.filter(({ complaint }) => complaint)).toEqual([]);
  });

  test('one that begins a new sign-in takes them well', async () => {
    expect(await complaints(leadingTo((await door.app.begin()).url))).toEqual([undefined]);
  });

  test.each([
    ['never answers', () => undefined, /does not answer within 2000 ms/],
    ['breaks off', ((_request, response) => response.destroy()) as RequestListener, /does not answer: /],
    ['is broken', page(500, '<p>Error</p>'), /answers 500/],
    ['shows nothing', page(400, '<html><body></body></html>'), /answers 400 with an empty page/],
    ['shows words without a way on', page(400, '<p>Invalid state</p>'), /no way on/],
    ['sends people round', leadingTo('/callback?again'), /redirects more than 10 times/],
  ])('one that %s is found out', async (_name, callback, complaint) => {
    expect(await complaints(callback, 2000)).toEqual([expect.stringMatching(complaint)]);
  });
});
