// Two addresses that are found alike may be two mailboxes: what is for one never goes to the other.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { linkIn, linksByName, takeMail, takeOne } from '../kit/mailbag.ts';
import { askFor, changed, openRecovery, type RecoveryStory } from '../kit/recovery.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';

const ALIKE = [
  ['strasse@people.example', 'straße@people.example'],
  ['Joost@people.example', 'joost@people.example'],
] as const;

let story: RecoveryStory;

beforeEach(async () => {
  story = await openRecovery();
});
afterEach(() => story.world.close());

describe.each(ALIKE)('%s and %s', (one, other) => {
  beforeEach(async () => {
    await story.world.person('acme', 'Eerste', { email: one });
    await story.world.person('acme', 'Tweede', { email: other });
  });

  test.each([one, other])('security 1.18 asked by %s each gets the link of its own account and no other', async (username) => {
    await askFor(story.world, 'forgot-password', { username });
    const letters = await takeMail(story.world);
    expect(new Map(letters.map((letter) => [letter.to, Object.keys(linksByName(letter))]))).toEqual(
      new Map([
        [one, ['Eerste']],
        [other, ['Tweede']],
      ]),
    );
  });

  test.each([one, other])('R8.3 the code of the extra check for %s goes there', async (username) => {
    const visitor = new Visitor();
    const form = await visitor.open(`${story.world.url}/acme/forgot-password`);
    await visitor.submit(form, { username, do: 'mail' });
    expect((await takeOne(story.world, 'challenge-code')).to).toBe(username);
  });

  test('R6.2, R16.1 each gets its own user name and its own portals', async () => {
    const { world } = story;
    await world.organisation('globex');
    await world.person('globex', 'Derde', { email: other });
    await askFor(world, 'forgot-username', { email: one });
    await askFor(world, 'which-portal', { email: one }, new Visitor(), '/sign-in');
    const told = (await takeMail(world)).map(({ to, mail }) => {
      if (mail.kind === 'user-names') return [to, mail.accounts !== 'withheld' && mail.accounts.map(({ username }) => username)];
      return [to, mail.kind === 'portals' && mail.portals.flatMap(({ usernames }) => usernames).sort()];
    });
    expect(told).toHaveLength(4);
    expect(told).toEqual(
      expect.arrayContaining([
        [one, ['Eerste']],
        [other, ['Tweede']],
        [other, ['Derde', 'Tweede']],
      ]),
    );
  });
});

test('security 1.16 an address corrected to one that is found alike ends the open link at the old one', async () => {
  const { world } = story;
  const { id } = await world.person('acme', 'Weiss', { email: 'weiss@people.example' });
  await askFor(world, 'forgot-password', { username: 'Weiss' });
  const { address } = linkIn(await takeOne(world, 'password-reset'));
  await changed(world, id, { email: 'weiß@people.example' });
  expect(wordsOf(await new Visitor().open(address))).toContain('The account now has another e-mail address.');
});
