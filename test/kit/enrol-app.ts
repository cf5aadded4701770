import { codeAt, secretOn } from './authenticator.ts';
import { takeMail } from './mailbag.ts';
import type { RelyingParty } from './relying-party.ts';
import { afterPassword, signInCodeIn, typeCode } from './second-step.ts';
import type { World } from './world.ts';

/** Sets up an authenticator app for somebody who has none, and saves the recovery codes, by an application that asks for one. Returns its secret, in base32. */
export async function enrolApp(world: World, app: RelyingParty, username: string, portal = 'acme'): Promise<string> {
  // What others were mailed before is none of this.
  await takeMail(world);
  const half = await afterPassword(app, username, undefined, { portal, acr_values: 'urn:voordeur:acr:2' });
  const { visitor } = half;
  // What is asked anyway is proved before anything is added (security.md 1.21).
  const page = half.page.url.endsWith('/mail-code') ? await typeCode(half, half.page, await signInCodeIn(world)) : half.page;
  const secret = secretOn(page);
  const toSave = await visitor.submit(page, { code: codeAt(secret, world.clock.now()) }, app.isCallback);
  await visitor.submit(toSave, { saved: 'yes' }, app.isCallback);
  return secret;
}
