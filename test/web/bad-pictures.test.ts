import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { missThrice } from '../kit/mailed-code.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { exchange, requestText } from '../kit/wire.ts';
import { openWorld, type World } from '../kit/world.ts';
import { NASTY } from './nasty.ts';

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme');
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());

describe('security 1.34: the picture of the extra check', () => {
  const at = (path: string, cookie: string) =>
    exchange(world.url, requestText(world.url, `GET ${path}`, ['Accept: text/html', `Cookie: ${cookie}`]));

  test('is there at its own address; where its purpose or id is bent, or the purpose another is asked for, a page says so', async () => {
    const visitor = new Visitor();
    const page = await missThrice(app, 'Nobody', visitor);
    const cookie = await visitor.jar.getCookieString(page.url);
    const id = formOf(page).fields['challenge'] ?? '';
    expect((await at(`/acme/captcha/sign-in/${id}.png`, cookie)).head).toMatch(/^content-type: image\/png/im);
    const segments = NASTY.filter((value) => value.length < 4000 && !/[ ?#/]/.test(value) && value !== '');
    const bent = segments.flatMap((value) => [`/acme/captcha/${value}/${id}.png`, `/acme/captcha/sign-in/${value}.png`]);
    const others = [`/acme/captcha/forgot/${id}.png`, `/acme/captcha/sign-in/${id}A.png`, `/acme/captcha/sign-in/${id}=.png`];
    const json = segments.map((value) => `/acme/captcha/${value}.json`);
    for (const path of [...bent, ...others, ...json]) {
      const { status, head } = await at(path, cookie);
      expect([path, status === 400 || status === 404, /^content-type: text\/html/im.test(head)]).toEqual([path, true, true]);
    }
  });

  test('is no page for another method, nor is the address that gives another', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) {
      for (const path of ['sign-in/x.png', 'sign-in.json']) {
        const answer = await new Visitor().send(`${world.url}/acme/captcha/${path}`, { method });
        expect([answer.status, wordsOf(answer)]).toEqual([405, expect.stringMatching(/R-[0-9A-Z]{4}-[0-9A-Z]{4}/)]);
      }
    }
  });
});
