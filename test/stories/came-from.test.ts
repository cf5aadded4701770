import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { hours, minutes } from '../../src/kernel/duration.ts';
import { asked, type FapiApp, fapiApp, push, pushedUrl } from '../kit/fapi.ts';
import { linkIn, takeOne } from '../kit/mailbag.ts';
import { askFor, CHOSEN, chooseAt, invited, openRecovery, type RecoveryStory } from '../kit/recovery.ts';
import { type Answer, formOf, Visitor } from '../kit/visitor.ts';

let story: RecoveryStory;

beforeEach(async () => {
  story = await openRecovery();
});
afterEach(() => story.world.close());

const START = 'http://localhost:9/reports/login';

/** Where the button of the page after a new password leads, unvisited. */
const onwardOf = (done: Answer) => new URL(parse(done.text).querySelector('main a.button')?.getAttribute('href') ?? '', done.url).href;
const uidOf = ({ url }: Answer) => new URL(url).pathname.split('/')[3];

let times = 0;
/** Bert forgets his password in this browser: the page after the new one. */
async function resets(visitor: Visitor): Promise<Answer> {
  await askFor(story.world, 'forgot-password', { username: 'Bert' }, visitor);
  times += 1;
  const { page } = await chooseAt(linkIn(await takeOne(story.world, 'password-reset')).address, `${CHOSEN} ${times}`, visitor);
  await takeOne(story.world, 'password-changed');
  return page;
}

describe('R4.5 who came from an application goes on to it', () => {
  test('after a forgotten password: to the place that the application asked for, with the name filled in', async () => {
    const { app } = story;
    const visitor = new Visitor();
    const begun = await app.begin({ portal: 'acme' });
    const before = await visitor.open(begun.url);
    const sheet = await visitor.open(onwardOf(await resets(visitor)));
    expect(formOf(sheet).fields['username']).toBe('Bert');
    // A sign-in of its own: what somebody may have kept of the one before is worth nothing for it (settled 30).
    expect(uidOf(sheet)).not.toBe(uidOf(before));
    const { url } = await visitor.submit(sheet, { password: `${CHOSEN} ${times}` }, app.isCallback);
    const tokens = await app.exchange(url, begun);
    expect(tokens.claims()?.sub).toBe(story.people.Bert);
  });

  test('after an activation, also when the mail was opened without asking for it here', async () => {
    const { world, app, people } = story;
    const visitor = new Visitor();
    const begun = await app.begin({ portal: 'acme' });
    await visitor.open(begun.url);
    const { page } = await chooseAt((await invited(world, people.Anna)).address, CHOSEN, visitor);
    const sheet = await visitor.open(onwardOf(page));
    expect(formOf(sheet).fields['username']).toBe('Anna');
    const { url } = await visitor.submit(sheet, { password: CHOSEN }, app.isCallback);
    expect((await app.exchange(url, begun)).claims()?.sub).toBe(people.Anna);
    // Pressed again later it is the portal: that sign-in is finished (R7.7).
    expect(onwardOf(page)).toContain('/afresh?');
    const again = await visitor.send(`${world.url}/acme/forgot-password`);
    expect((await visitor.cookies(again.url))['voordeur_from']).toBeUndefined();
  });

  test('with all that it asked for: several resources, claims and a language', async () => {
    const { world, app } = story;
    for (const resource of ['https://one.example', 'https://two.example']) await world.resource(resource, ['read']);
    await world.relyingParty('many', { resources: ['https://one.example', 'https://two.example'] });
    const request = new URL((await app.begin({ portal: 'acme', ui_locales: 'nl', claims: '{"id_token":{"email":null}}' })).url);
    request.searchParams.set('client_id', 'many');
    request.searchParams.set('redirect_uri', 'http://localhost:9/many/callback');
    for (const resource of ['https://one.example', 'https://two.example']) request.searchParams.append('resource', resource);
    const visitor = new Visitor();
    await visitor.open(request.href);
    const { headers } = await visitor.send(onwardOf(await resets(visitor)));
    const given = new URL(headers.get('location') ?? '', world.url).searchParams;
    expect(given.getAll('resource')).toEqual(['https://one.example', 'https://two.example']);
    for (const name of ['client_id', 'redirect_uri', 'scope', 'state', 'nonce', 'code_challenge', 'ui_locales', 'claims'])
      expect([name, given.get(name)]).toEqual([name, request.searchParams.get(name)]);
    expect(given.get('login_hint')).toBe('Bert');
  });
});

test('R4.5 in another browser it is the portal, with the name filled in', async () => {
  const { world, app } = story;
  const atWork = new Visitor();
  await atWork.open((await app.begin({ portal: 'acme' })).url);
  await askFor(world, 'forgot-password', { username: 'Bert' }, atWork);
  const { page, visitor } = await chooseAt(linkIn(await takeOne(world, 'password-reset')).address);
  expect(onwardOf(page)).toBe(`${world.url}/acme?login_hint=Bert`);
  expect(formOf(await visitor.open(onwardOf(page))).fields['username']).toBe('Bert');
});

describe('R4.5 where the sign-in cannot be asked for once more', () => {
  const leadsTo = async (visitor: Visitor, address: string) =>
    new URL((await visitor.send(address)).headers.get('location') ?? '', story.world.url).href;

  test('since it is over, the application begins one itself, whatever others there are; where it cannot, it is the portal', async () => {
    const { world, app } = story;
    const reports = await world.relyingParty('reports', { initiate_login_uri: START });
    await world.relyingParty('other', { initiate_login_uri: 'http://localhost:9/other/login' });
    const here = `${world.url}/acme?login_hint=Bert`;
    const there = `${START}?iss=${encodeURIComponent(world.url)}&portal=acme&login_hint=Bert`;
    for (const [from, leads] of [[reports, there] as const, [app, here] as const]) {
      const visitor = new Visitor();
      await visitor.open((await from.begin({ portal: 'acme' })).url);
      const onward = onwardOf(await resets(visitor));
      world.clock.forward(hours(1) + minutes(1));
      expect(await leadsTo(visitor, onward)).toBe(leads);
    }
  });

  test('since the application pushes its requests (RFC 9126), it begins itself, or the sign-in that waits goes on', async () => {
    const { world } = story;
    const begins = await fapiApp(world, 'bank', { initiate_login_uri: 'https://bank.example/login' });
    const waits = await fapiApp(world, 'fund');
    const opened = async (fapi: FapiApp) => {
      const visitor = new Visitor();
      const sheet = await visitor.open(pushedUrl(fapi, await push(fapi, (await asked(fapi)).fields)));
      return { sheet, leads: await leadsTo(visitor, onwardOf(await resets(visitor))) };
    };
    expect((await opened(begins)).leads).toMatch(/^https:\/\/bank\.example\/login\?iss=.*&portal=acme&login_hint=Bert$/);
    world.clock.forward(hours(1));
    const { sheet, leads } = await opened(waits);
    expect(`${leads}/password`).toBe(sheet.url);
  });

  test('since the address was made up: nothing leads anywhere else', async () => {
    const { world } = story;
    const visitor = new Visitor();
    const { url } = await visitor.open((await story.app.begin({ portal: 'acme' })).url);
    const other = new Visitor();
    for (const value of ['nonsense', `${uidOf({ url } as Answer)}.exam`, `${'x'.repeat(21)}.//evil.example`, '../../x.exam', '%.%'])
      for (const from of [other, new Visitor()]) {
        await from.jar.setCookie(`voordeur_from=${value}; path=/acme`, world.url);
        const address = onwardOf(await resets(from));
        world.clock.forward(hours(1));
        expect(new URL(address).origin).toBe(world.url);
        expect(await leadsTo(from, address)).toMatch(new RegExp(`^${world.url}/(acme\\?login_hint=Bert|oidc/auth\\?)`));
      }
  });
});
