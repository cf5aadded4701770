// Forms outside any sign-in that are filled in wrongly, each as the person has it before them.
import { invited, type RecoveryStory } from '../kit/recovery.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Answer, Visitor } from '../kit/visitor.ts';

/** A page whose form is filled in wrongly: what it says of that in both languages, and what of it is still there. */
export interface Wrong {
  readonly what: string;
  readonly open: (story: RecoveryStory) => Promise<{ readonly visitor: Visitor; readonly page: Answer }>;
  readonly typed: Readonly<Record<string, string>>;
  readonly says: readonly [english: string, dutch: string];
  readonly keeps: Readonly<Record<string, string>>;
}

const CHARACTERS = ['Fill in the code from the picture, or choose', 'Vul de code uit de afbeelding in of kies'] as const;

const at =
  (place: string) =>
  async ({ world }: RecoveryStory) => {
    const visitor = new Visitor();
    return { visitor, page: await visitor.open(world.url + place) };
  };
const ofBert =
  (place: string) =>
  async ({ world, app }: RecoveryStory) => {
    const { visitor } = await signIn(app, 'Bert', { portal: 'acme' });
    return { visitor, page: await visitor.open(`${world.url}/acme/account${place}`) };
  };
/** One of each kind that people meet; those for a second factor have stories of their own. */
export const WRONG_FORMS: readonly Wrong[] = [
  {
    what: 'a forgotten password',
    open: at('/acme/forgot-password'),
    typed: { username: ' Kees', captcha: '' },
    says: CHARACTERS,
    keeps: { username: ' Kees' },
  },
  {
    what: 'a first password',
    open: at('/acme/activate'),
    typed: { username: 'Kees', captcha: '' },
    says: CHARACTERS,
    keeps: { username: 'Kees' },
  },
  {
    what: 'forgotten user names',
    open: at('/acme/forgot-username'),
    typed: { email: 'kees at home' },
    says: ['Fill in an e-mail address like', 'Vul een e-mailadres in zoals'],
    keeps: { email: 'kees at home' },
  },
  {
    what: 'the portals of an address',
    open: at('/sign-in/which-portal'),
    typed: { email: 'k@people.example', captcha: '' },
    says: CHARACTERS,
    keeps: { email: 'k@people.example' },
  },
  {
    what: 'a code beside a link',
    open: at('/acme/code'),
    typed: { username: 'Kees', code: '' },
    says: ['Fill in the code from the e-mail.', 'Vul de code uit de e-mail in.'],
    keeps: { username: 'Kees', code: '' },
  },
  {
    what: 'a portal',
    open: at('/'),
    typed: { portal: 'nowhere' },
    says: ['There is no portal with this name', 'Er is geen portal met deze naam'],
    keeps: { portal: 'nowhere' },
  },
  {
    what: 'one’s own name',
    open: ofBert(''),
    typed: { 'given-name': 'x'.repeat(150), 'family-name': 'Bos' },
    says: ['This name is too long', 'Deze naam is te lang'],
    keeps: { 'given-name': 'x'.repeat(150), 'family-name': 'Bos' },
  },
  {
    what: 'another address',
    open: ofBert('/email'),
    typed: { email: 'bert@' },
    says: ['Fill in an e-mail address like', 'Vul een e-mailadres in zoals'],
    keeps: { email: 'bert@' },
  },
  {
    what: 'another password',
    open: ofBert('/password'),
    typed: { 'current-password': 'not this one', 'new-password': 'short' },
    says: ['Your current password is not right', 'Je huidige wachtwoord klopt niet'],
    keeps: { 'current-password': '', 'new-password': '' },
  },
  {
    what: 'a password by a link',
    open: async ({ world, people }) => {
      const visitor = new Visitor();
      return { visitor, page: await visitor.open((await invited(world, people.Anna)).address) };
    },
    typed: { 'new-password': 'shorter' },
    says: ['Your password has 7 characters', 'Je wachtwoord heeft 7 tekens'],
    keeps: { 'new-password': '' },
  },
];
