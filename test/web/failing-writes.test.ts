// A database that cannot write in the middle of a request: a trigger of its own refuses the row.
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { redeem } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let database: DatabaseSync;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.person('acme', 'Anna');
  app = await world.relyingParty('exam');
  database = new DatabaseSync(String(world.environment['VOORDEUR_DATABASE']).slice('sqlite:'.length));
});

afterEach(() => database.exec('drop trigger if exists refuse'));

afterAll(async () => {
  database.close();
  await world.close();
});

function refuse(table: string, model: string): void {
  database.exec(`create trigger refuse before insert on ${table} when new.model = '${model}' begin select raise(abort, 'disk full'); end`);
}

test('an application whose tokens cannot be written hears so in the protocol’s words, and gets none', async () => {
  const signedIn = await signIn(app, 'Anna', { portal: 'acme' });
  refuse('artifact_long', 'AccessToken');
  const { status, body } = await redeem(app, signedIn);
  expect([status, body]).toEqual([500, { error: 'server_error', error_description: expect.stringMatching(/^R-/) }]);
});

test('a person whose sign-in cannot be written sees a page that says so; nothing of it is left, and the next time they get in', async () => {
  const visitor = new Visitor();
  const page = await visitor.open((await app.begin({ portal: 'acme' })).url, app.isCallback);
  refuse('artifact_short', 'AuthorizationCode');
  const answer = await visitor.post(page, { username: 'Anna', password: PASSWORD });
  expect(answer.status).toBe(500);
  expect(wordsOf(answer)).toMatch(/R-[0-9A-Z]{4}-[0-9A-Z]{4}/);
  expect([answer.headers.get('location'), answer.headers.getSetCookie().filter((line) => line.includes('session'))]).toEqual([null, []]);
  database.exec('drop trigger refuse');
  const { callback } = await signIn(app, 'Anna', { portal: 'acme' });
  expect(new URL(callback).searchParams.get('code')).toEqual(expect.any(String));
});

test('a sign-in whose end cannot be written leaves its attempt a miss, and keeps nobody else waiting', async () => {
  const visitor = new Visitor();
  const page = await visitor.open((await app.begin({ portal: 'acme' })).url, app.isCallback);
  database.exec(`create trigger refuse before insert on audit begin select raise(abort, 'disk full'); end`);
  expect((await visitor.post(page, { username: 'Anna', password: PASSWORD })).status).toBe(500);
  database.exec('drop trigger refuse');
  const { callback } = await signIn(app, 'Anna', { portal: 'acme' });
  expect(new URL(callback).searchParams.get('code')).toEqual(expect.any(String));
});
