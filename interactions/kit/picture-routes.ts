// The pictures of challenges: an address that answers with an image, to the browser whose form shows it and to no other.
import type Router from '@koa/router';
import type { Purpose } from '../../src/domain/challenge/challenge.ts';
import type { Challenges, Pictures } from '../../src/domain/challenge/ports.ts';
import type { Surroundings } from './surroundings.ts';

/** What the routes need. */
export interface PictureRouteNeeds {
  readonly challenges: Pick<Challenges, 'open'>;
  readonly pictures: Pictures;
  readonly surroundings: Pick<Surroundings, 'browserId' | 'now' | 'fail'>;
}

/** `/<portal>/captcha/<purpose>/<id>.png`; 404 for one that is not of this browser, or too old. */
export function mountPictures(router: Router, { challenges, pictures, surroundings }: PictureRouteNeeds): void {
  router.get('/:portal/captcha/:purpose/:id.png', (ctx) => {
    const { id, purpose } = ctx['params'] as { id: string; purpose: Purpose };
    const opened = challenges.open(id, purpose, surroundings.browserId(ctx));
    if (!opened || surroundings.now() >= opened.pictureUntil) return surroundings.fail('not-found', 404);
    ctx.type = 'image/png';
    ctx.set('cache-control', 'no-store');
    ctx.body = pictures.draw(opened.code, opened.seed);
  });
}
