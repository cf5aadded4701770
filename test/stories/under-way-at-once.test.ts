// An account that is changed in the very moment in which a sign-in of it is written: as slow as hashing is, that moment can be
// long, and whoever has the password can try for it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../src/store/store.ts';
import { redeem } from '../kit/endpoints.ts';
import { Visitor } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let folder: string;
let world: World;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'voordeur-'));
  world = await openWorld({ VOORDEUR_DATABASE: `sqlite:${join(folder, 'v.sqlite')}` });
  await world.organisation('acme', { preferredLanguage: 'en' });
});

afterEach(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

async function tell(statement: string): Promise<void> {
  const database = await openDatabase({ url: `sqlite:${join(folder, 'v.sqlite')}` });
  await database.run(statement);
  await database.close();
}

test('security 1.19 nothing of such a sign-in is left: no code, no session, no cookie; its page is open still, and leads in', async () => {
  const { id } = await world.person('acme', 'Anna');
  const app = await world.relyingParty('exam');
  const { ports } = world.app.installation.store;
  await tell(`create trigger meanwhile after insert on artifact_short when new.model = 'AuthorizationCode'
    begin update account set security_stamp = security_stamp + 1; end`);
  const visitor = new Visitor();
  const begun = await app.begin({ portal: 'acme' });
  const sheet = await visitor.open(begun.url);
  const typed = { username: 'Anna', password: PASSWORD };
  const answer = await visitor.post(sheet, typed);
  expect([answer.status, answer.headers.get('location'), answer.headers.get('set-cookie')]).toEqual([
    303,
    new URL(sheet.url).pathname,
    null,
  ]);
  expect(await ports.sessions.live(id, world.clock.now())).toEqual([]);
  expect(await ports.artifacts.grantsOf(id)).toEqual([]);
  const page = await visitor.follow(answer);
  expect(page.text).toContain('autocomplete="current-password"');

  await tell('drop trigger meanwhile');
  const callback = (await visitor.submit(page, typed, app.isCallback)).url;
  expect(await redeem(app, { begun, callback })).toMatchObject({ status: 200 });
});

describe('security 1.19 where a session was there before, so that the library takes the sign-in up at its own address', () => {
  /** A sign-in of somebody with a session that is finished and not taken up. */
  async function finished(mode: string) {
    const { id } = await world.person('acme', 'Anna');
    const app = await world.relyingParty('exam');
    const visitor = new Visitor();
    const typed = { username: 'Anna', password: PASSWORD };
    await visitor.submit(await visitor.open((await app.begin({ portal: 'acme' })).url), typed, app.isCallback);
    const begun = await app.begin({ portal: 'acme', prompt: 'login', response_mode: mode });
    return { id, app, visitor, answer: await visitor.post(await visitor.open(begun.url), typed) };
  }

  test.each(['query', 'form_post'])('no answer comes to the application, and its owner stands before a sheet (%s)', async (mode) => {
    const { app, visitor, answer } = await finished(mode);
    await tell(`create trigger meanwhile after insert on artifact_short when new.model = 'AuthorizationCode'
      begin update account set security_stamp = security_stamp + 1; end`);
    const anew = await visitor.follow(answer, app.isCallback);
    expect([anew.status, anew.text.includes('autocomplete="current-password"')]).toEqual([200, true]);
    const silent = await app.begin({ portal: 'acme', prompt: 'none' });
    expect(new URL((await visitor.open(silent.url, app.isCallback)).url).searchParams.get('error')).toBe('login_required');
  });

  test('nobody whose account was shut meanwhile goes round in circles', async () => {
    const { app, visitor, answer, id } = await finished('query');
    await tell(`update account set security_stamp = security_stamp + 1, state = 'suspended' where id = '${id}'`);
    const end = await visitor.follow(answer, app.isCallback);
    expect([end.status, end.text.includes('autocomplete="current-password"')]).toEqual([200, true]);
  });
});
