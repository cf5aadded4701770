import { codeAt, secretOn } from './authenticator.ts';
import type { RelyingParty } from './relying-party.ts';
import { afterPassword } from './second-step.ts';
import type { World } from './world.ts';

/** Sets up an authenticator app for somebody who has none, and saves the recovery codes, by an application that asks for one. Returns its secret, in base32. */
export async function enrolApp(world: World, app: RelyingParty, username: string, portal = 'acme'): Promise<string> {
  const { visitor, page } = await afterPassword(app, username, undefined, { portal, acr_values: 'urn:voordeur:acr:2' });
  const secret = secretOn(page);
  const toSave = await visitor.submit(page, { code: codeAt(secret, world.clock.now()) }, app.isCallback);
  await visitor.submit(toSave, { saved: 'yes' }, app.isCallback);
  return secret;
}
