// Letters of every kind, composed by the product's own composer from an organisation and an account of the test's own.
import { join } from 'node:path';
import { type MailSample, mailSamples } from '../../demo/mailbox/samples.ts';
import type { Account } from '../../src/domain/accounts/account.ts';
import type { ComposedMail, Letter } from '../../src/domain/mail/ports.ts';
import { brandTokens } from '../../src/domain/organisations/brand.ts';
import type { Language, Organisation } from '../../src/domain/organisations/organisation.ts';
import { STANDARD_POLICY } from '../../src/domain/organisations/policy.ts';
import { composer } from '../../src/mailer/compose.ts';
import { createMailViews } from '../../src/views/mails.ts';

/** The product's templates. */
export const TEMPLATES = join(import.meta.dirname, '../../templates');
/** The product's mails, strict as in all tests. */
export const mailViews = createMailViews({ templatesDir: TEMPLATES, strict: true });

/** Hand-over: 27 November 2026, 14:32 in Amsterdam. */
export const HANDED_OVER = Date.UTC(2026, 10, 27, 13, 32);
/** Where the sample organisation signs in. */
export const PORTAL_URL = 'https://login.example/acme';
/** Everybody's sender. */
export const SENDER = 'inloggen@login.example';

/** The organisation that writes. */
export const ACME: Organisation = {
  id: 'o1',
  portal: 'acme',
  name: 'Acme Assessments',
  state: 'active',
  look: { colour: '#8a1c4a', tokens: brandTokens('#8a1c4a'), forceLight: false },
  languages: { allowed: ['nl', 'en'], preferred: 'nl' },
  support: { contactName: 'Fatima El Amrani', contactEmail: 'toetsen@acme.example', contactPhone: '+31 (0)20 123 45 67' },
  policy: STANDARD_POLICY,
  passwordAgeSince: 0,
  createdAt: 0,
};

/** The person it writes to. */
export const ANNA: Account = {
  id: 'a1',
  organisationId: 'o1',
  username: 'anna.jansen',
  usernameKey: 'anna.jansen',
  email: 'anna@home.example',
  emailKey: 'anna@home.example',
  emailVerified: true,
  givenName: 'Anna',
  familyName: 'Jansen',
  role: 'candidate',
  state: 'active',
  createdAt: 0,
  updatedAt: 0,
};

/** What of the world a letter is composed in. */
export interface Scene {
  readonly organisation?: Partial<Organisation>;
  readonly account?: Partial<Account>;
  readonly to?: string;
  readonly issuer?: string;
}

/** Composes a letter as the outbox asks for it. */
export async function compose(letter: Partial<Letter> & Pick<Letter, 'mail'>, scene: Scene = {}): Promise<ComposedMail | undefined> {
  const organisation = { ...ACME, ...scene.organisation };
  const account = { ...ANNA, ...scene.account };
  const composing = composer({
    issuer: scene.issuer ?? 'https://login.example',
    sender: SENDER,
    views: mailViews,
    organisations: { byId: async (id) => (id === organisation.id ? organisation : undefined) },
    accounts: { byId: async (id) => (id === account.id ? account : undefined) },
  });
  const asked = { id: 'letter-1', organisation: 'o1', account: 'a1', to: scene.to ?? 'anna@home.example', locale: 'nl', ...letter };
  return composing.compose(asked, HANDED_OVER);
}

/** All samples. */
export const samples = mailSamples({ portalUrl: PORTAL_URL, now: HANDED_OVER });

/** A sample as it is handed over. */
export async function composeSample(sample: MailSample, locale: Language, scene: Scene = {}): Promise<ComposedMail> {
  const { mail, personal, root } = sample;
  const organisation = root ? undefined : 'o1';
  const composed = await compose({ mail, locale, organisation, account: personal ? 'a1' : undefined }, scene);
  if (!composed) throw new Error(`nothing was composed of ${sample.mail.kind}`);
  return composed;
}

/** Every sample in every language, under a name for a test's title. */
export const everyMail = samples.flatMap((sample) =>
  (['nl', 'en'] as const).map((language) => [`${sample.mail.kind}, ${sample.state}, ${language}`, sample, language] as const),
);
