import { afterEach, describe, expect, test } from '@jest/globals';
import { type Federated, openFederated } from '../kit/federated.ts';
import { attempt } from '../kit/sign-in.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';

let portal: Federated;
afterEach(() => portal.close());

const helpIn = async (language: string) =>
  wordsOf(await new Visitor({ 'accept-language': language }).open(`${portal.world.url}/acme/help`));

describe('S17 «signing in at work is coupled to the organisation’s network; ask its contact»', () => {
  test.each([
    ['nl', 'Ik log in met het account van mijn werk', "Kies op de inlogpagina 'Inloggen via acme BV'"],
    ['en', 'I sign in with my account at work', 'Choose "Sign in through acme BV" on the sign-in page'],
  ])(
    'R17.3, R20.2 the help page in %s says how, whose the password is, where it works, and whom to ask',
    async (language, question, answer) => {
      portal = await openFederated();
      const words = await helpIn(language);
      expect(words).toContain(question);
      expect(words).toContain(answer);
      expect(words.slice(words.lastIndexOf(question))).toContain('carla@acme.example');
      await portal.setPolicy({ singleSignOn: 'off' });
      expect(await helpIn(language)).not.toContain(question);
    },
  );

  test('R19.3 whoever types what does not match is told of the button, where the portal has one, whoever they are', async () => {
    portal = await openFederated();
    const typed = { username: 'nobody', password: 'that of the account at work' };
    const told = async () => wordsOf((await attempt(portal.app, 'acme', typed)).answer);
    expect(await told()).toContain('Do you sign in with your account at work? Then use the button "Sign in through acme BV"');
    await portal.setPolicy({ singleSignOn: 'off' });
    expect(await told()).not.toContain('account at work');
  });

  test.each(['forgot-password', 'activate'])(
    'R17.2 /%s says to everybody that it mails no password for an account at work',
    async (place) => {
      portal = await openFederated();
      const words = async () => wordsOf(await new Visitor().open(`${portal.world.url}/acme/${place}`));
      expect(await words()).toContain('You cannot choose a password for it here. Press "Sign in through acme BV" on the sign-in page.');
      await portal.setPolicy({ singleSignOn: 'off' });
      expect(await words()).not.toContain('account at work');
    },
  );

  test('R13.7 where everybody signs in at work, the help page speaks of no password to change, nor of how long one lasts', async () => {
    portal = await openFederated({ singleSignOn: 'required', singleSignOnDomains: ['work.example'] });
    expect(await helpIn('en')).toContain('How do I change my password?');
    await portal.setPolicy({ singleSignOnDomains: [] });
    const words = await helpIn('en');
    expect(words).not.toContain('How do I change my password?');
    expect(words).not.toContain('How long is my password valid?');
  });
});
