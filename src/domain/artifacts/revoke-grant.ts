import type { ArtifactModel, Artifacts } from './ports.ts';

const OF_A_GRANT: readonly ArtifactModel[] = ['AccessToken', 'RefreshToken', 'AuthorizationCode'];

/** Deletes a grant with every token and code given under it. */
export async function revokeGrant(artifacts: Pick<Artifacts, 'revokeByGrant' | 'destroy'>, grantId: string): Promise<void> {
  await Promise.all(OF_A_GRANT.map((model) => artifacts.revokeByGrant(model, grantId)));
  await artifacts.destroy('Grant', grantId);
}
