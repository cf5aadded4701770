import { addAccount, setAccount } from '../../src/domain/administration/accounts.ts';
import { addOrganisation } from '../../src/domain/administration/organisations.ts';
import { days } from '../../src/kernel/duration.ts';
import { fine } from './fine.ts';
import { PASSWORD, type World } from './world.ts';

/** Ages of passwords in days, by the name of whose they are: one that must be renewed, one that is announced. */
const AGES = { expired: 91, soon: 80 } as const;

/**
 * Makes a portal whose people chose their password so long ago, by whoever did it then; and `marked`, whose password the
 * operator wants changed. `more` gives further names with an age.
 */
export async function agePasswords(world: World, portal = 'initech', more: Readonly<Record<string, number>> = {}): Promise<void> {
  const { acting } = world.app.installation;
  const then = (age: number) => ({ ...acting, clock: { now: () => world.clock.now() - days(age) } });
  fine(await addOrganisation(then(1000), { portal, name: `${portal} BV`, contactName: 'Carla', contactEmail: `carla@${portal}.example` }));
  for (const [username, age] of Object.entries({ ...AGES, ...more }))
    fine(await addAccount(then(age), portal, { username, password: PASSWORD }));
  const { id } = fine(await addAccount(acting, portal, { username: 'marked', password: PASSWORD }));
  fine(await setAccount(acting, id, { mustChangePassword: true }));
}
