import { dayInWords } from './dates.ts';
import type { Say } from './phrases.ts';
import type { RecoverySheet, TextFile } from './sign-in-models.ts';

/** The codes as a text file, with lines as every editor takes them: what the page shows when it is printed. */
export function recoveryFile(say: Say, { language, portal, orgName, username, at, codes }: RecoverySheet): TextFile {
  const words = (key: string, values = {}) => say(language, key, values, String);
  const lines = [
    words('rec.print.h', { orgName }),
    words('rec.print.who', { username, date: dayInWords(at, language) }),
    '',
    ...codes.map((code, index) => `${String(index + 1).padStart(2)}  ${code}`),
    '',
    words('rec.print.once'),
  ];
  return { name: `${words('rec.file')}-${portal}.txt`, text: `${lines.join('\r\n')}\r\n` };
}
