import type { FloorPlan } from '../plan.ts';
import type { Check } from './login.ts';

/** Who is known may go in; with `hash`, only after the product's own hash behind the product's own gate. */
export async function passwordCheck({ people, hash }: FloorPlan): Promise<Check> {
  const known = new Set(people);
  if (!hash) return async (username) => known.has(username);
  const { makeHasher } = await import('../hasher.ts');
  const hasher = await makeHasher(hash.keyring);
  const { PASSWORD } = await import('../plan.ts');
  const stored = await hasher.hash(PASSWORD);
  return async (username, password) => known.has(username) && hasher.verify(stored, [password]);
}
