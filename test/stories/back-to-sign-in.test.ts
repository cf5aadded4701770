// From a sign-in to the forms for who forgot something, and back (ux.md 1.3).
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { minutes } from '../../src/kernel/duration.ts';
import { cancel } from '../kit/cancelled.ts';
import { askForCode } from '../kit/mailed-code.ts';
import { askFor, openRecovery, type RecoveryStory } from '../kit/recovery.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

let story: RecoveryStory;
let visitor: Visitor;

beforeEach(async () => {
  story = await openRecovery();
  visitor = new Visitor();
});
afterEach(() => story.world.close());

const sheet = async () => visitor.open((await story.app.begin({ portal: 'acme' })).url);
const miss = (page: Answer, username: string) => visitor.submit(page, { username, password: 'not this one' });
const open = (path: string) => visitor.open(`${story.world.url}/acme/${path}`);
const nameOn = (page: Answer) => formOf(page).fields['username'];

describe('SC 3.3.7 the form for a new password has the name that was tried last in this sign-in', () => {
  test('of several the last, also one that does not exist; and so has the form for an activation', async () => {
    const again = await miss(await sheet(), 'Bert');
    expect(nameOn(await open('forgot-password'))).toBe('Bert');
    await miss(again, 'No body at all');
    expect(nameOn(await open('forgot-password'))).toBe('No body at all');
    expect(nameOn(await open('activate'))).toBe('No body at all');
  });

  test('not one of the sign-in before, nor of a mail that was asked for then: that may have been somebody else', async () => {
    await miss(await sheet(), 'Bert');
    await askFor(story.world, 'forgot-password', { username: 'Anna' }, visitor);
    expect(nameOn(await open('forgot-password?again=yes'))).toBe('Anna');
    await sheet();
    expect(nameOn(await open('forgot-password'))).toBe('');
  });

  test('not once somebody has signed in, not in another browser, and not for longer than a quarter of an hour', async () => {
    const again = await miss(await sheet(), 'Bert');
    const stranger = new Visitor();
    expect(nameOn(await stranger.open(`${story.world.url}/acme/forgot-password`))).toBe('');
    story.world.clock.forward(minutes(14));
    expect(nameOn(await open('forgot-password'))).toBe('Bert');
    story.world.clock.forward(minutes(2));
    expect(nameOn(await open('forgot-password'))).toBe('');
    await miss(again, 'Anna');
    await visitor.submit(again, { username: 'Bert', password: PASSWORD }, story.app.isCallback);
    expect(nameOn(await open('forgot-password'))).toBe('');
  });
});

describe('R4.5, R12.2 b who does not want a new password after all is back at the sign-in that was left', () => {
  test.each(['forgot-password', 'forgot-username', 'activate', 'code'])(
    'from %s, for the same application, with the name that was tried',
    async (place) => {
      const begun = await story.app.begin({ portal: 'acme' });
      await miss(await visitor.open(begun.url), 'Bert');
      const back = await visitor.follow(await cancel(visitor, await open(place)));
      expect(nameOn(back)).toBe('Bert');
      expect(wordsOf(back)).not.toContain('do not match');
      const { url } = await visitor.submit(back, { password: PASSWORD }, story.app.isCallback);
      expect((await story.app.exchange(url, begun)).claims()?.sub).toBe(story.people.Bert);
    },
  );

  test('who came from none is at the portal', async () => {
    const sent = await cancel(visitor, await open('forgot-password'));
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/acme']);
  });
});

describe.each([
  ['/acme/forgot-password', 'username', '/acme'],
  ['/acme/activate', 'username', '/acme'],
  ['/acme/code', 'username', '/acme'],
  ['/acme/forgot-username', 'email', '/acme'],
  ['/sign-in/which-portal', 'email', '/'],
] as const)('who cancels at %s leaves nothing of what was typed there to the next one', (place, field, to) => {
  test('neither while a code is waited for', async () => {
    const page = await visitor.open(story.world.url + place);
    const form = await askForCode(visitor, page, { [field]: 'bert@people.example' });
    expect(formOf(form).fields).toMatchObject({ [field]: 'bert@people.example', mailed: '' });
    const sent = await cancel(visitor, form);
    expect([sent.status, sent.headers.get('location')]).toEqual([303, to]);
    const { fields } = formOf(await visitor.open(page.url));
    expect([fields[field], Object.keys(fields)]).toEqual(['', expect.not.arrayContaining(['mailed'])]);
  });

  test('nor after a mistake, in another language', async () => {
    const page = await visitor.open(story.world.url + place);
    await cancel(visitor, await visitor.submit(page, { [field]: 'bert@people.example', captcha: '' }));
    expect(formOf(await visitor.open(`${page.url}?lang=nl`)).fields[field]).toBe('');
  });
});
