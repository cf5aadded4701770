import { join } from 'node:path';
import type { Ports } from '../../src/domain/ports.ts';
import { composer } from '../../src/mailer/compose.ts';
import { createMailViews } from '../../src/views/mails.ts';
import type { PreviewMail } from './pages.ts';
import type { ReadMail } from './read.ts';
import { type MailSample, mailSamples, type SamplePlace } from './samples.ts';

/** Every mail of the product with sample data. */
export interface Previews {
  readonly all: readonly PreviewMail[];
  /** As the product composes it now; undefined for one that it would not send. */
  compose(preview: PreviewMail): Promise<Pick<ReadMail, 'subject' | 'from' | 'text' | 'html'> | undefined>;
}

/** In whose name the samples are written, and to whom. */
export interface PreviewNeeds extends Omit<SamplePlace, 'now'> {
  readonly ports: Pick<Ports, 'organisations' | 'accounts'>;
  readonly issuer: string;
  /** Address that mails come from. */
  readonly sender: string;
  readonly now: () => number;
  /** Id of the organisation that writes. */
  readonly organisation: string;
  /** Id of the account that is written to, and its address. */
  readonly account: string;
  readonly to: string;
}

const TEMPLATES = join(import.meta.dirname, '..', '..', 'templates');
const LANGUAGES = ['nl', 'en'] as const;

/** Lists them; each is composed when it is looked at, so that its times are those of the moment. */
export function mailPreviews(needs: PreviewNeeds): Previews {
  const { issuer, sender, ports } = needs;
  const views = createMailViews({ templatesDir: TEMPLATES, strict: true });
  const composing = composer({ issuer, sender, views, ...ports });
  const samples = () => mailSamples({ portalUrl: needs.portalUrl, now: needs.now() });
  const all: readonly PreviewMail[] = samples().flatMap(({ mail, state }, index) =>
    LANGUAGES.map((language) => ({ id: `${mail.kind}-${index}-${language}`, kind: mail.kind, state, language })),
  );
  return {
    all,
    compose: async (preview) => {
      const sample = samples()[Math.floor(all.indexOf(preview) / LANGUAGES.length)];
      const mail = sample && (await composing.compose(letter(needs, sample, preview), needs.now()));
      return mail && { ...mail, from: `${mail.from.name} <${mail.from.address}>` };
    },
  };
}

function letter(needs: PreviewNeeds, { mail, personal, root }: MailSample, { id, language }: PreviewMail) {
  return {
    id,
    organisation: root ? undefined : needs.organisation,
    account: personal ? needs.account : undefined,
    to: needs.to,
    locale: language,
    mail,
  };
}
