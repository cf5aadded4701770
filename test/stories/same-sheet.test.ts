// The same sheet twice, as in a tab that was duplicated: somebody has proved something in the one, and the other is sent as well.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { asWhoTyped } from '../../interactions/kit/open-way.ts';
import type { FlowVisit } from '../../interactions/kit/visit.ts';
import { type Demand, NO_DEMAND } from '../../src/domain/journeys/demand.ts';
import { beginJourney, withProof } from '../../src/domain/journeys/journey.ts';
import { days } from '../../src/kernel/duration.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { chooseNew, isIn, NEXT, setPolicy } from '../kit/renewal.ts';
import { told, wayOf } from '../kit/second-step/halfway.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;

beforeEach(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  app = await world.relyingParty('exam');
});

afterEach(() => world.close());

/** A sheet that Anna has sent, at whose next page she is: with a code mailed, or to renew her password. */
async function annaHalfway() {
  const visitor = new Visitor();
  const begun = await app.begin({ portal: 'acme' });
  const sheet = await visitor.open(begun.url);
  const page = await visitor.submit(sheet, { username: 'Anna', password: PASSWORD }, app.isCallback);
  const type = (username: string, password: string) => visitor.submit(sheet, { username, password }, app.isCallback);
  return { visitor, begun, page, type };
}

const subjectAt = async (begun: Parameters<typeof told>[1]['begun'], { url: callback }: Answer) =>
  (await told(app, { callback, begun })).sub;

/** What the masked address begins with to which a code was mailed. */
const addressOn = (page: Answer) => /(\w)\W*@/.exec(wordsOf(page))?.[1];

describe('R12.2 i, security 1.3 another name on it is never taken for the person who is halfway', () => {
  test('whose password must be renewed: right, the other one is signed in; and nothing of the first is changed', async () => {
    await world.person('acme', 'Anna');
    world.clock.forward(days(91));
    const bert = await world.person('acme', 'Bert');
    const { begun, page, type } = await annaHalfway();
    expect(wayOf(page)).toBe('new-password');
    const end = await type('Bert', PASSWORD);
    expect(isIn(app, end)).toBe(true);
    expect(await subjectAt(begun, end)).toBe(bert.id);
    expect(wayOf((await annaHalfway()).page)).toBe('new-password');
  });

  test('whose code was mailed: wrong, the sheet says so with the name that was typed, and a name that does not exist reads the same', async () => {
    for (const name of ['Anna', 'Bert']) await world.person('acme', name, { email: `${name}@people.example` });
    await setPolicy(world, { twoStep: 'required', twoStepMethods: ['mail'] });
    for (const name of ['Bert', 'Nobody']) {
      const { page, type } = await annaHalfway();
      expect(wayOf(page)).toBe('mail-code');
      const refused = await type(name, 'something else entirely');
      expect([wayOf(refused), formOf(refused).fields['username']]).toEqual(['password', name]);
      expect(wordsOf(refused)).toContain('do not match');
      expect(refused.text).not.toContain('Anna');
    }
  });

  test('nothing that the first one proved is left: the other goes through every step', async () => {
    for (const name of ['Anna', 'Bert']) await world.person('acme', name, { email: `${name}@people.example` });
    await setPolicy(world, { twoStep: 'required', twoStepMethods: ['mail'] });
    const { visitor, page, type } = await annaHalfway();
    const asBert = await type('Bert', PASSWORD);
    expect([page, asBert].map((each) => [wayOf(each), addressOn(each)])).toEqual([
      ['mail-code', 'A'],
      ['mail-code', 'B'],
    ]);
    // Anna’s own page is one of the same sign-in, which is Bert’s now.
    expect(addressOn(await visitor.open(page.url))).toBe('B');
  });
});

test('R12.2 i where nobody may begin on the sheet any more, the sign-in begins over as well, and is written so', async () => {
  const { id } = await world.person('acme', 'Anna');
  const { journeys } = world.app.installation.store.ports;
  const now = world.clock.now();
  const begun = beginJourney({ uid: 'a-sign-in', organisationId: 'acme', clientId: 'exam', expiresAt: now + days(1) });
  const journey = await journeys.replace(withProof(begun, { method: 'pwd', at: now, accountId: id }));
  const demand: Demand = {
    ...NO_DEMAND,
    firstWays: ['sso'],
    renewal: { kind: 'due', because: 'expired' },
    account: { stamp: 0, username: 'Anna' },
  };
  const visit = { flow: { prompt: 'login' }, journey, demand } as FlowVisit;
  expect((await asWhoTyped(journeys, visit, 'password', { username: 'anna' })).journey.proofs).toHaveLength(1);
  expect((await journeys.find('a-sign-in'))?.proofs).toHaveLength(1);
  expect((await asWhoTyped(journeys, visit, 'password', { username: 'Bert' })).journey.proofs).toEqual([]);
  expect((await journeys.find('a-sign-in'))?.proofs).toEqual([]);
});

test('sent once more by the same person, however the name is written, it goes on where that person is', async () => {
  const anna = await world.person('acme', 'Anna');
  world.clock.forward(days(91));
  const { begun, visitor, type } = await annaHalfway();
  for (const name of ['Anna', 'ANNA', ' anna ', 'An\u200bna'])
    expect(wayOf(await type(name, 'something else entirely'))).toBe('new-password');
  expect(wayOf(await type('', ''))).toBe('new-password');
  const end = await chooseNew(app, { visitor, page: await type('Anna', PASSWORD) }, NEXT, { 'new-password-again': NEXT });
  expect(isIn(app, end)).toBe(true);
  expect(await subjectAt(begun, end)).toBe(anna.id);
});

describe.each([
  { language: 'en', away: 'away', quiet: 'Sign in with the account that you want to use.' },
  { language: 'nl', away: 'weg', quiet: 'Log in met het account dat je wilt gebruiken.' },
])(
  'R12.2 i once Anna has finished it, who sends it with another name is asked for the password ($language)',
  ({ language, away, quiet }) => {
    async function finished() {
      for (const name of ['Anna', 'Bert']) await world.person('acme', name);
      const visitor = new Visitor({ 'accept-language': language });
      const sheet = await visitor.open((await app.begin({ portal: 'acme' })).url);
      const unheard = await visitor.cutOff();
      expect(isIn(app, await visitor.submit(sheet, { username: 'Anna', password: PASSWORD }, app.isCallback))).toBe(true);
      return { visitor, unheard, sheet };
    }

    test.each(['visitor', 'unheard'] as const)('and is not said to have been away: %s', async (who) => {
      const { sheet, [who]: browser } = await finished();
      const asked = await browser.submit(sheet, { username: 'Bert', password: PASSWORD }, app.isCallback);
      expect([wayOf(asked), formOf(asked).fields['username']]).toEqual(['password', 'Bert']);
      expect(wordsOf(asked)).toContain(quiet);
      expect(wordsOf(asked)).not.toContain(` ${away} `);
    });
  },
);
