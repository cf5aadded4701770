import { challenges, type Difficulty } from '../../src/crypto/challenges.ts';
import type { Keyring } from '../../src/crypto/keyring.ts';
import type { Purpose } from '../../src/domain/challenge/challenge.ts';
import type { ChallengeAnswer } from '../../src/domain/challenge/judge.ts';
import type { Visitor } from './visitor.ts';
import { type Answer, formOf } from './visitor.ts';

const DIFFICULTY: Difficulty = { iterations: 1000, tries: 150 };

/** A challenge with its right answer, as somebody with good eyes would give it. `now` is epoch milliseconds. */
export function readPicture(keyring: Keyring, purpose: Purpose, browserId: string, now: number): ChallengeAnswer {
  const ours = challenges(keyring, DIFFICULTY);
  const { id } = ours.issue(purpose, browserId, now);
  return { id, typed: read(keyring, id, purpose, browserId), work: '' };
}

/** What the picture of a page shows to the visitor who has the page. Throws when there is no challenge on it. */
export async function codeOn(keyring: Keyring, page: Answer, visitor: Visitor, purpose: Purpose = 'sign-in'): Promise<string> {
  const id = formOf(page).fields['challenge'];
  if (!id) throw new Error(`no challenge on ${page.url}`);
  return codeOf(keyring, id, visitor, page.url, purpose);
}

/** What the picture with this id shows to the visitor. Throws when it is not of their browser. `url` is any address of ours. */
export async function codeOf(keyring: Keyring, id: string, visitor: Visitor, url: string, purpose: Purpose = 'sign-in'): Promise<string> {
  return read(keyring, id, purpose, (await visitor.cookies(url))['voordeur_browser'] ?? '');
}

function read(keyring: Keyring, id: string, purpose: Purpose, browserId: string): string {
  const opened = challenges(keyring, DIFFICULTY).open(id, purpose, browserId);
  if (!opened) throw new Error('this challenge is not ours, or of another browser');
  return opened.code;
}
