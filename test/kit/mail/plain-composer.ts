import type { ComposedMail, Composer } from '../../../src/domain/mail/ports.ts';

/** Writes letters in the plainest words: all the facts of a mail as JSON. `more` goes over what it makes. */
export function plainComposer(more: Partial<ComposedMail> = {}): Composer {
  return {
    compose: async ({ to, mail }) => ({
      from: { name: 'Voordeur', address: 'inloggen@voordeur.example' },
      to: { address: to },
      subject: `Mail: ${mail.kind}`,
      text: JSON.stringify(mail),
      html: `<p>${mail.kind}</p>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      ...more,
    }),
  };
}
