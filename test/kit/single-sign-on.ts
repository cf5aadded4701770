// Organisations whose people sign in through their own identity provider: what turns that on, without a provider that answers.
import { type ActingOnConnections, addConnection } from '../../src/domain/administration/connections.ts';
import type { Policy } from '../../src/domain/organisations/policy.ts';
import { fine } from './fine.ts';
import { setPolicy } from './renewal.ts';
import type { World } from './world.ts';

/** Domain of those of whom the stories require it. */
export const WORK = 'work.example';

/** Requires single sign-on of who has an address at work; `policy` over that. */
export async function requireSingleSignOn(world: World, policy: Partial<Policy> = {}, portal = 'acme'): Promise<void> {
  await connect(world.app.installation.acting, portal);
  await setPolicy(world, { singleSignOn: 'required', singleSignOnDomains: [WORK], ...policy }, portal);
}

/** Passwords count for everybody again. */
export async function endSingleSignOn(world: World, portal = 'acme'): Promise<void> {
  await setPolicy(world, { singleSignOn: 'off' }, portal);
}

/** A connection to a provider that nobody listens at: whoever must use it is sent there by nothing that is tested here. */
async function connect(acting: ActingOnConnections, portal: string): Promise<void> {
  const provider = {
    name: 'Staff',
    issuer: 'http://127.0.0.1:9',
    clientId: 'voordeur',
    clientSecret: 'not asked for by anybody',
    links: 'by-email',
  };
  const outcome = await addConnection(acting, portal, provider);
  const isThere = !outcome.done && outcome.faults.every(({ code }) => code === 'taken');
  if (!isThere) fine(outcome);
}
