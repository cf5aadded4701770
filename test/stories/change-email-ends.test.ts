import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type AccountStory, openAccountStory } from '../kit/account.ts';
import { linkIn, takeMail } from '../kit/mailbag.ts';
import { changed } from '../kit/recovery.ts';
import { NEXT } from '../kit/renewal.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

let story: AccountStory;

beforeEach(async () => {
  story = await openAccountStory();
});

afterEach(() => story.close());

const wish = () => story.world.app.installation.store.ports.emailChanges.find(story.anna.id);

/** Anna's wish for another address, to which the new one has agreed; the links of both. */
async function halfAgreed() {
  const { visitor } = await story.signedIn('Anna');
  await visitor.submit(await story.open(visitor, '/email'), { email: 'anna@new.example', do: '' });
  const letters = await takeMail(story.world);
  const linkTo = (address: string) => {
    const letter = letters.find(({ to }) => to === address);
    return letter ? linkIn(letter).address : 'no such letter';
  };
  const [toNew, toOld] = [linkTo('anna@new.example'), linkTo('anna@people.example')];
  const stranger = new Visitor();
  expect(wordsOf(await stranger.submit(await stranger.open(toNew), { do: 'confirm' }))).toContain('You have confirmed here.');
  return { visitor, toNew, toOld };
}

test.each([
  [
    'one’s own new password',
    async (visitor: Visitor) =>
      visitor.submit(await story.open(visitor, '/password'), { 'current-password': PASSWORD, 'new-password': NEXT }),
  ],
  ['a password of the operator’s', () => changed(story.world, story.anna.id, { password: NEXT })],
  ['an address of the operator’s', () => changed(story.world, story.anna.id, { email: 'anna@other.example' })],
  [
    'being suspended for a while',
    async () => {
      await changed(story.world, story.anna.id, { state: 'suspended' });
      await changed(story.world, story.anna.id, { state: 'active' });
    },
  ],
])('security 1.16 a wish for another address ends with %s, also for who has agreed already', async (_what, act) => {
  const { visitor, toNew, toOld } = await halfAgreed();
  const late = new Visitor();
  const open = await late.open(toOld);
  expect(wordsOf(open)).toContain('Do you want to change the e-mail address?');
  await act(visitor);
  expect((await wish())?.state).toBe('ended');
  expect(wordsOf(await late.submit(open, { do: 'confirm' }))).toContain('This link does not work any more');
  for (const address of [toNew, toOld]) expect(wordsOf(await new Visitor().open(address))).toContain('This link does not work any more');
  expect((await story.world.app.installation.store.ports.accounts.byId(story.anna.id))?.email).not.toBe('anna@new.example');
});

test('security 1.16 the account’s own page says nothing of it then, and takes another wish', async () => {
  const { visitor } = await halfAgreed();
  await visitor.submit(await story.open(visitor, '/password'), { 'current-password': PASSWORD, 'new-password': NEXT });
  const page = await story.open(visitor, '/email');
  expect(wordsOf(page)).not.toContain('You want to change to');
  const again = await visitor.submit(page, { email: 'anna@new.example', do: '' });
  expect(wordsOf(again)).toContain('You want to change to anna@new.example');
  expect((await wish())?.state).toBe('open');
});
