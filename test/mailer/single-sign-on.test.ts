import { expect, test } from '@jest/globals';
import { ACME, composeSample, everyMail } from './letters.ts';

const AT_WORK = { organisation: { policy: { ...ACME.policy, singleSignOn: 'required' } } } as const;
/** What goes to people with a password alone. */
const OF_PASSWORDS = ['activation', 'password-reset', 'password-changed', 'password-expires', 'email-old', 'email-changed'];
/** Whoever has no password here has nothing to choose, to change or to know about one. */
const ADVICE =
  /wijzig (je wachtwoord|het)\b|nieuw wachtwoord (maken|kiezen)|wachtwoord vergeten|weet iemand je wachtwoord|change (your password|it)\b|forgot(ten)? your password|knows your password/i;

test.each(everyMail.filter(([, { mail, personal }]) => personal && !OF_PASSWORDS.includes(mail.kind)))(
  'R13.7, R17.2 %s: to who signs in by single sign-on it advises nothing about a password',
  async (_name, sample, language) => {
    const { text, html } = await composeSample(sample, language, AT_WORK);
    expect(text).not.toMatch(ADVICE);
    expect(html).not.toMatch(ADVICE);
  },
);

test('R8.6 “was it you?” tells others to choose a new password, and who signs in by single sign-on how to sign in', async () => {
  const slowed = everyMail.find(([, { mail }, language]) => mail.kind === 'attempts-slowed' && language === 'nl');
  if (!slowed) throw new Error('no sample');
  expect((await composeSample(slowed[1], 'nl')).text).toMatch(ADVICE);
  expect((await composeSample(slowed[1], 'nl', AT_WORK)).text).toContain(
    "Je hebt hier geen apart wachtwoord. Ga zelf naar https://login.example/acme en kies 'Inloggen via Acme Assessments'.",
  );
});
