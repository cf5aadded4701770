// Organisations whose people sign in through their own identity provider: what turns that on, without a provider that answers.
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import type { Policy } from '../../src/domain/organisations/policy.ts';
import type { Store } from '../../src/domain/ports.ts';
import { newId } from '../../src/kernel/random.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { RECORD_MEMORY } from '../../src/provider/remembered-records.ts';
import type { World } from './world.ts';

/** Domain of those of whom the stories require it. */
export const WORK = 'work.example';

/** Requires single sign-on of who has an address at work; `policy` over that. */
export async function requireSingleSignOn(world: World, policy: Partial<Policy> = {}, portal = 'acme'): Promise<void> {
  await connect(world.app.installation.store, portal);
  await setPolicy(world, { singleSignOn: 'required', singleSignOnDomains: [WORK], ...policy }, portal);
}

/** Passwords count for everybody again. */
export async function endSingleSignOn(world: World, portal = 'acme'): Promise<void> {
  await setPolicy(world, { singleSignOn: 'off' }, portal);
}

/** By the operator; pages know it once what they remember of organisations is over. */
async function setPolicy(world: World, policy: Partial<Policy>, portal: string): Promise<void> {
  const outcome = await setOrganisation(world.app.installation.acting, portal, { policy });
  if (!outcome.done) throw new Error(outcome.faults.map(({ field, detail }) => `${field} ${detail}`).join('; '));
  world.clock.forward(RECORD_MEMORY + 1);
}

/** A connection to a provider that nobody listens at: whoever must use it is sent there by nothing that is tested here. */
async function connect({ ports }: Pick<Store, 'ports'>, portal: string): Promise<void> {
  const organisation = await ports.organisations.byPortal(portal);
  if (!organisation) throw new Error(`no portal ${portal}`);
  if (await ports.connections.ofOrganisation(organisation.id)) return;
  const { id: organisationId, createdAt } = organisation;
  await ports.connections.save({
    ...{ id: newId(), organisationId, kind: 'oidc', state: 'on', name: `Staff of ${organisation.name}` },
    ...{ issuer: 'https://idp.work.example', clientId: 'voordeur', clientSecret: new Secret('not asked for'), logOutUrl: undefined },
    ...{ links: 'by-email', newPeople: 'refused', trustsFactors: false, createdAt, updatedAt: createdAt },
  });
}
