// An account that is changed in the very moment in which a sign-in of it is written: as slow as hashing is, that moment can be
// long, and whoever has the password can try for it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
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
