import { CODE_LENGTH, type Purpose } from '../../src/domain/challenge/challenge.ts';
import type { Challenges } from '../../src/domain/challenge/ports.ts';
import type { Organisation } from '../../src/domain/organisations/organisation.ts';
import type { ChallengeView } from '../../src/views/models.ts';
import type { Visit } from './visit.ts';

/** A new challenge for a form of this browser, as the page shows it (ux.md 1.2). Writes nothing. */
export function newChallenge(
  challenges: Pick<Challenges, 'issue'>,
  visit: Pick<Visit, 'browserId' | 'now'> & { readonly organisation?: Organisation },
  purpose: Purpose,
): ChallengeView {
  const { id, work } = challenges.issue(purpose, visit.browserId, visit.now);
  // A form of no portal has its pictures beside the other addresses of the product.
  const pictureHref = `/${visit.organisation?.portal ?? 'sign-in'}/captcha/${purpose}/${id}.png`;
  return { id, why: purpose === 'forgot' ? 'forgot' : 'misses', pictureHref, ...work, length: CODE_LENGTH };
}
