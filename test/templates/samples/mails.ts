import type { MailHouse } from '../../../src/views/mail-models.ts';
import type { SupportLine } from '../../../src/views/models.ts';
import { SAMPLE_COLOURS } from './frames.ts';

/** The sample portal as its mails name it. */
export function mailHouse(support: SupportLine): MailHouse {
  const portalUrl = 'https://login.example/voorbeeld';
  return { name: 'Voorbeeld BV', portalUrl, codeUrl: `${portalUrl}/code`, look: SAMPLE_COLOURS, support };
}
