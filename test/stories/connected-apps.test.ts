import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { type AccountStory, openAccountStory, pathOf } from '../kit/account.ts';
import { authorize, redeem, refresh, returned, userinfo } from '../kit/endpoints.ts';
import { eventually } from '../kit/eventually.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

let story: AccountStory;
let reports: RelyingParty;

beforeEach(async () => {
  story = await openAccountStory();
  const told = { backchannel_logout_uri: `http://${story.listener.host}/reports` };
  reports = await story.world.relyingParty('reports', { first_party: false, client_name: 'Reports & more', ...told });
});

afterEach(() => story.close());

/** Signs in at the third-party application and allows it what it asks. */
async function allowing(username: string) {
  const { visitor, begun, answer: sheet } = await authorize(reports, { portal: 'acme' }, new Visitor());
  const consent = await visitor.submit(sheet, { username, password: PASSWORD }, reports.isCallback);
  const arrived = await visitor.submit(consent, { do: 'allow' }, reports.isCallback);
  return { visitor, tokens: (await redeem(reports, { begun, callback: arrived.url })).body };
}

const withdrawal = (visitor: Visitor, app = 'reports') => story.open(visitor, `/apps/withdraw?app=${app}`);
const again = async (visitor: Visitor) => (await authorize(reports, { portal: 'acme' }, visitor)).answer;

test('ux 1.16 an application that was allowed stands there with what it gets and since when, one of the organisation as such', async () => {
  await story.signedIn('Anna');
  const { visitor } = await allowing('Anna');
  const words = wordsOf(await story.open(visitor, '/apps'));
  expect(words).toMatch(/Apps that you gave access Reports & more Since \d+ \w+ \d{4}\. Reports & more gets: .*your name: Anna Jansen/);
  expect(words).toMatch(/Apps of your organisation .* App exam Signed in since/);
  expect(words).not.toContain('voordeur-portal');
});

test('withdrawn access is over at once: grant, tokens and consent, and the application is told', async () => {
  const { visitor, tokens } = await allowing('Anna');
  const page = await withdrawal(visitor);
  expect(wordsOf(page)).toContain('Do you want to withdraw the access of Reports & more?');
  const done = await visitor.submit(page, {});
  expect([pathOf(done), wordsOf(done)]).toEqual([
    '/acme/account/apps',
    expect.stringContaining('The access of Reports & more has been withdrawn.'),
  ]);
  expect(wordsOf(done)).toContain('You have not given any app access.');
  expect((await refresh(reports, tokens['refresh_token'])).body).toMatchObject({ error: 'invalid_grant' });
  expect((await userinfo(reports, tokens['access_token'])).status).toBe(401);
  expect(pathOf(await again(visitor))).toMatch(/\/consent$/);
  const [heard] = await eventually(() => story.listener.heard.length > 0 && story.listener.heard);
  expect([heard?.path, decodeJwt(heard?.fields['logout_token'] ?? '').sub]).toEqual(['/reports', story.anna.id]);
  const [row] = await story.world.app.installation.store.ports.audit.list({ account: story.anna.id }, 1);
  expect(row).toMatchObject({ event: 'consent.withdrawn', client: 'reports', actor: 'person' });
});

test('what others were given, and what was given to other applications, stays', async () => {
  const bert = await allowing('Bert');
  const { tokens } = await story.signedIn('Anna');
  const { visitor } = await allowing('Anna');
  await visitor.submit(await withdrawal(visitor), {});
  expect((await userinfo(reports, bert.tokens['access_token'])).status).toBe(200);
  expect((await userinfo(story.app, tokens['access_token'])).status).toBe(200);
  expect(returned(await again(bert.visitor))).toHaveProperty('code');
});

test.each(['reports', 'exam', 'nobody', '', '%00'])(
  'security 1.30 what one has not allowed oneself, such as «%s», looks like what does not exist',
  async (app) => {
    const bert = await allowing('Bert');
    const { visitor } = await story.signedIn('Anna');
    expect(pathOf(await withdrawal(visitor, app))).toBe('/acme/account/apps');
    const { fields } = formOf(await story.open(visitor));
    const body = new URLSearchParams({ csrf: fields['csrf'] ?? '', app: decodeURIComponent(app).replace('\0', '-') });
    const headers = { origin: story.world.url, 'sec-fetch-site': 'same-origin' };
    const posted = await visitor.send(`${story.world.url}/acme/account/apps/withdraw`, { method: 'POST', body, headers });
    expect([posted.status, posted.headers.get('location')]).toEqual([303, '/acme/account/apps']);
    expect(wordsOf(await visitor.follow(posted))).not.toContain('withdrawn');
    expect((await userinfo(reports, bert.tokens['access_token'])).status).toBe(200);
  },
);
