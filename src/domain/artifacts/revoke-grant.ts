import type { ArtifactModel, Artifacts } from './ports.ts';

const OF_A_GRANT: readonly ArtifactModel[] = ['AccessToken', 'RefreshToken', 'AuthorizationCode'];

/** Deletes a grant with every token and code given under it: one after the other, since a transaction has one connection. */
export async function revokeGrant(artifacts: Pick<Artifacts, 'revokeByGrant' | 'destroy'>, grantId: string): Promise<void> {
  for (const model of OF_A_GRANT) await artifacts.revokeByGrant(model, grantId);
  await artifacts.destroy('Grant', grantId);
}
