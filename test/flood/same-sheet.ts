// One sheet with the right password, pressed four times at once, so that each of two processes gets two of them.
import { expect } from '@jest/globals';
import { buildAuthorizationUrlWithPAR } from 'openid-client';
import { systemClock } from '../../src/kernel/clock.ts';
import type { Begun, RelyingParty } from '../kit/relying-party.ts';
import { Visitor } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';
import type { Servers } from './same-code.ts';

const PRESSES = 4;
const PEOPLE = 8;

/** How the application asks: in the address, or by a request that it has pushed (RFC 9126). */
export type Asking = 'plain' | 'pushed';

/** Of each sheet one press ends the sign-in, and whoever follows another one arrives as well. */
export async function pressSameSheets({ installation, furnish, app }: Servers, kind: Asking): Promise<void> {
  await furnish.organisation(kind, { preferredLanguage: 'en' });
  for (let at = 0; at < PEOPLE; at += 1) {
    const username = `person${at}`;
    const { id } = await furnish.person(kind, username);
    const begun = await app.begin({ portal: kind });
    const visitor = new Visitor();
    const sheet = await visitor.open(kind === 'plain' ? begun.url : await pushed(app, begun));
    const answers = await Promise.all(Array.from({ length: PRESSES }, () => visitor.post(sheet, { username, password: PASSWORD })));
    const ended = answers.filter((answer) => app.isCallback(answer.headers.get('location') ?? ''));
    expect([answers.map(({ status }) => status), ended.length]).toEqual([Array.from(answers, () => 303), 1]);
    const other = answers.find((answer) => !ended.includes(answer));
    const arrived = other && (await visitor.follow(other, app.isCallback));
    expect((await app.exchange(arrived?.url ?? '', begun)).claims()?.sub).toBe(id);
    const { audit, sessions } = installation.store.ports;
    const signedIn = await audit.list({ account: id, event: 'sign-in.succeeded' }, 50);
    expect([signedIn.length, (await sessions.live(id, systemClock.now())).length]).toEqual([1, 1]);
  }
}

async function pushed(app: RelyingParty, { url }: Begun): Promise<string> {
  return (await buildAuthorizationUrlWithPAR(app.config, new URL(url).searchParams)).href;
}
