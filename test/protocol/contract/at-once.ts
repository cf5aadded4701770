// What must hold when much happens at once, on any engine: seen from outside, by real requests to a real server.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  authorize,
  basic,
  endpoint,
  post,
  redeem,
  redemption,
  refresh,
  returned,
  signOutUrl,
  tally,
  token,
  userinfo,
} from '../../kit/endpoints.ts';
import { type Furnishing, PASSWORD } from '../../kit/furnish.ts';
import type { RelyingParty } from '../../kit/relying-party.ts';
import { attempt, signIn } from '../../kit/sign-in.ts';
import { Visitor } from '../../kit/visitor.ts';

/** Many come at once, on a machine that does other things too: here nobody is sent away for being slow. */
export const PATIENT = { VOORDEUR_HASH_WAIT_MS: '10000' };

/** Where the product answers, and how it is filled. */
export interface Setting extends Furnishing {
  close(): Promise<void>;
}

const times = <T>(count: number, act: (at: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => act(at)));

/** The contract, on a setting of its own. */
export function atOnceContract(open: () => Promise<Setting>): void {
  let setting: Setting;
  let app: RelyingParty;
  let page: RelyingParty;

  beforeAll(async () => {
    setting = await open();
    await setting.organisation('acme', { preferredLanguage: 'en' });
    await setting.person('acme', 'Anna');
    app = await setting.relyingParty('exam');
    page = await setting.relyingParty('spa', { token_endpoint_auth_method: 'none' });
  });

  afterAll(() => setting?.close());

  const tokensOf = async (party: RelyingParty, visitor?: Visitor) => {
    const signedIn = await signIn(party, 'Anna', { portal: 'acme' }, visitor);
    return { ...signedIn, tokens: (await redeem(party, signedIn)).body };
  };

  async function expectDead(party: RelyingParty, tokens: Record<string, unknown>): Promise<void> {
    expect(await refresh(party, tokens['refresh_token'])).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await userinfo(party, tokens['access_token'])).toMatchObject({ status: 401, body: { error: 'invalid_token' } });
  }

  async function expectAlive(party: RelyingParty, tokens: Record<string, unknown>): Promise<void> {
    expect(await refresh(party, tokens['refresh_token'])).toMatchObject({ status: 200 });
    expect(await userinfo(party, tokens['access_token'])).toMatchObject({ status: 200 });
  }

  test('the whole road: sign in, ask who it is, refresh, sign out, and everything is over', async () => {
    const { visitor, begun, callback } = await signIn(app, 'Anna', { portal: 'acme' });
    const tokens = await app.exchange(callback, begun);
    await expectAlive(app, { ...tokens });
    await visitor.open(signOutUrl(app, { id_token_hint: tokens.id_token ?? '' }));
    await expectDead(app, { ...tokens });
  });

  test.each(['exam', 'spa'])(
    '§1.3 first race, settled 69: 20 redemptions of one code at once give %s exactly one token set, and the reuse revokes it',
    async (id) => {
      const party = id === 'exam' ? app : page;
      const signedIn = await signIn(party, 'Anna', { portal: 'acme' });
      const replies = await times(20, () => redeem(party, signedIn));
      expect(tally(replies)).toEqual({ '200': 1, '400 invalid_grant': 19 });
      await expectDead(party, replies.find(({ status }) => status === 200)?.body ?? {});
    },
  );

  test('settled 5: 20 uses of one rotating refresh token at once are all served', async () => {
    const { tokens } = await tokensOf(page);
    const replies = await times(20, () => refresh(page, tokens['refresh_token']));
    expect(tally(replies)).toEqual({ '200': 20 });
    for (const reply of replies.slice(0, 3)) expect(await refresh(page, reply.body['refresh_token'])).toMatchObject({ status: 200 });
  });

  test('§1.3 second race: four silent sign-ins of four clients at once on one session: all four codes are worth tokens', async () => {
    const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
    const parties: RelyingParty[] = [];
    for (const id of ['tab-1', 'tab-2', 'tab-3', 'tab-4']) parties.push(await setting.relyingParty(id));
    const arrived = await times(4, async (at) => {
      const party = parties[at] as RelyingParty;
      return { party, ...(await authorize(party, { portal: 'acme', prompt: 'none' }, visitor)) };
    });
    const replies = await Promise.all(arrived.map(({ party, begun, callback }) => redeem(party, { begun, callback })));
    expect(tally(replies)).toEqual({ '200': 4 });
    for (const [at, { party }] of arrived.entries()) await expectAlive(party, replies[at]?.body ?? {});
  });

  test('20 resumes of one finished sign-in at once give exactly one code', async () => {
    const visitor = new Visitor();
    const begun = await app.begin({ portal: 'acme' });
    const sheet = await visitor.open(begun.url);
    await (await visitor.cutOff()).post(sheet, { username: 'Anna', password: PASSWORD });
    const resume = new URL(`/oidc/auth/${sheet.url.split('/').at(-2)}`, sheet.url).href;
    const answers = await times(20, () => visitor.send(resume));
    const callbacks = answers.map(({ headers }) => headers.get('location') ?? '').filter((location) => location.includes('code='));
    expect(callbacks).toHaveLength(1);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    expect(await token(app, redemption(app, { callback: callbacks[0] ?? '', begun }))).toMatchObject({ status: 200 });
  });

  test('20 people sign in at once: every one arrives, as who they are', async () => {
    for (let at = 0; at < 20; at += 1) await setting.person('acme', `Person${at}`);
    const names = await times(20, async (at) => {
      const username = `Person${at}`;
      const { answer, begun } = await attempt(app, 'acme', { username, password: PASSWORD });
      const { body } = await redeem(app, { callback: answer.url, begun });
      return (await userinfo(app, body['access_token'])).body['preferred_username'];
    });
    expect(names).toEqual(names.map((_, at) => `Person${at}`));
  });

  test('security 2.2 of 60 wrong secrets at once 20 are counted, the others are too many, and the right one is served', async () => {
    const guessed = await setting.relyingParty('guessed', { grant_types: ['client_credentials'], redirect_uris: [] });
    const url = endpoint(guessed, 'token_endpoint');
    const ask = (secret = '') => post(url, { grant_type: 'client_credentials' }, { authorization: basic('guessed', secret) });
    const [right, ...wrong] = await times(61, (at) => ask(at === 0 ? guessed.options.secret : `wrong-${at}`));
    expect([right?.status, tally(wrong)]).toEqual([200, { '401 invalid_client': 20, '429 invalid_client': 40 }]);
  });

  test('one person’s refresh tokens in two browsers live side by side, and what ends in one goes on in the other', async () => {
    const [one, other, third] = [await tokensOf(page), await tokensOf(page), await tokensOf(page)];
    for (const { tokens } of [one, other, third]) await expectAlive(page, tokens);
    await one.visitor.open(signOutUrl(page, { id_token_hint: String(one.tokens['id_token']) }));
    expect(await redeem(page, third)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    await expectDead(page, one.tokens);
    await expectDead(page, third.tokens);
    expect(await userinfo(page, other.tokens['access_token'])).toMatchObject({ status: 200 });
    const silent = await authorize(page, { portal: 'acme', prompt: 'none' }, other.visitor);
    expect(returned(silent.answer)).toHaveProperty('code');
  });

  test('one person signs in and refreshes in ten browsers at once, and no one stands in another’s way', async () => {
    const signedIn = await times(10, () => tokensOf(page));
    const replies = await Promise.all(signedIn.map(({ tokens }) => refresh(page, tokens['refresh_token'])));
    expect(tally(replies)).toEqual({ '200': 10 });
  });
}
