// The pictures of challenges: an address that answers with an image, to the browser whose form shows it and to no other;
// and beside it one that gives this browser another challenge, for the script that swaps the picture.
import type Router from '@koa/router';
import { PURPOSES, type Purpose } from '../../src/domain/challenge/challenge.ts';
import type { Challenges, Pictures } from '../../src/domain/challenge/ports.ts';
import type { Surroundings } from './surroundings.ts';

/** What the routes need. */
export interface PictureRouteNeeds {
  readonly challenges: Pick<Challenges, 'issue' | 'open'>;
  readonly pictures: Pictures;
  readonly surroundings: Pick<Surroundings, 'browserId' | 'now' | 'fail'>;
}

/**
 * `/<portal>/captcha/<purpose>/<id>.png`: the picture; 404 for one that is not of this browser, or too old.
 * `/<portal>/captcha/<purpose>.json`: the id of another challenge for this browser (ux.md 1.2), as a page would carry it; it
 * writes nothing, and costs less than the page that has one anyway. 404 for a purpose that there is not.
 */
export function mountPictures(router: Router, { challenges, pictures, surroundings }: PictureRouteNeeds): void {
  router.get('/:portal/captcha/:purpose/:id.png', (ctx) => {
    const { id, purpose } = ctx['params'] as { id: string; purpose: Purpose };
    const opened = challenges.open(id, purpose, surroundings.browserId(ctx));
    if (!opened || surroundings.now() >= opened.pictureUntil) return surroundings.fail('not-found', 404);
    ctx.type = 'image/png';
    ctx.set('cache-control', 'no-store');
    ctx.body = pictures.draw(opened.code, opened.seed);
  });
  router.get('/:portal/captcha/:purpose.json', (ctx) => {
    const purpose = PURPOSES.find((each) => each === ctx['params'].purpose);
    if (!purpose) return surroundings.fail('not-found', 404);
    ctx.set('cache-control', 'no-store');
    ctx.body = { id: challenges.issue(purpose, surroundings.browserId(ctx), surroundings.now()).id };
  });
}
