import { describe, expect, test } from '@jest/globals';
import type { ArtifactModel } from '../../../src/domain/artifacts/ports.ts';
import { newId } from '../../../src/kernel/random.ts';
import { bearerId, NOW } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

const LATER = NOW + 60_000;
const MODELS: readonly ArtifactModel[] = [
  ...(['Session', 'Interaction', 'Grant', 'AuthorizationCode', 'AccessToken', 'RefreshToken'] as const),
  ...(['ClientCredentials', 'PushedAuthorizationRequest', 'ReplayDetection'] as const),
];

/** What the protocol library keeps between requests. */
export function artifactsContract(makePlace: MakePlace): void {
  describe('artifacts', () => {
    keeping(makePlace);
    consuming(makePlace);
    revoking(makePlace);
  });
}

function keeping(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test.each(MODELS)('%s comes back as it was last written, with the presented id as its jti, and apart from other kinds', async (model) => {
    const { artifacts } = used().store.ports;
    const id = bearerId();
    const params = { nonce: 'n\u0000\ud800', state: `my own ${'\u001a'}`, returnTo: `https://login.example/oidc/auth/${id}` };
    const payload = { iat: 1, jti: id, kind: model, ...(model === 'Session' ? { uid: newId() } : { params }) };
    expect(await artifacts.find(model, id)).toBeUndefined();
    await artifacts.upsert(model, id, payload, LATER);
    expect(await artifacts.find(model, id)).toEqual(payload);
    await artifacts.upsert(model, id, { ...payload, iat: 2 }, LATER);
    expect(await artifacts.find(model, id)).toEqual({ ...payload, iat: 2 });
    for (const other of MODELS.filter((one) => one !== model)) expect(await artifacts.find(other, id)).toBeUndefined();
    expect(await artifacts.destroy(model, id)).toBe(true);
    expect(await artifacts.destroy(model, id)).toBe(false);
    expect(await artifacts.find(model, id)).toBeUndefined();
  });

  test('an expired artifact is still found, so that the library can say so', async () => {
    const { artifacts } = used().store.ports;
    const id = bearerId();
    await artifacts.upsert('AuthorizationCode', id, { exp: 1 }, 1000);
    expect(await artifacts.find('AuthorizationCode', id)).toEqual({ exp: 1, jti: id });
  });

  test('of twenty same proofs at once, the first is taken and the others are replays', async () => {
    const { artifacts } = used().store.ports;
    const id = bearerId();
    const taken = await Promise.all(
      Array.from({ length: 20 }, (_, at) => artifacts.insertOnce('ReplayDetection', id, { iss: `${at}` }, LATER)),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await artifacts.find('ReplayDetection', id)).toEqual({ iss: String(taken.indexOf(true)), jti: id });
  });

  test('security.md 2.2 no id that opens something stands in the database, in no row and in no payload', async () => {
    const { store, place } = used();
    // A grant's id opens nothing: no endpoint takes one, and its tokens name it.
    const ids = new Map(MODELS.filter((model) => model !== 'Grant').map((model) => [model, bearerId()]));
    const session = bearerId();
    for (const [model, id] of ids) {
      const naming =
        model === 'Session'
          ? { uid: newId() }
          : { returnTo: `https://login.example/oidc/auth/${id}`, session: { uid: 'u', cookie: session } };
      const stored = { jti: id, kind: model, accountId: 'jan', ...naming };
      if (model === 'Interaction') await store.ports.artifacts.upsert(model, id, stored, LATER);
      else await store.ports.artifacts.upsert(model, id, { ...stored, session: undefined }, LATER);
    }
    const uid = bearerId();
    await store.ports.journeys.replace({ uid, organisationId: 'o', clientId: 'c', version: 0, proofs: [], expiresAt: LATER });
    const content = await place.content();
    expect(content).toContain('"kind');
    for (const id of [...ids.values(), session, uid]) expect(content).not.toContain(id);
  });
}

function consuming(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test.each(['AuthorizationCode', 'RefreshToken', 'PushedAuthorizationRequest'] as const)(
    'of twenty redemptions of one %s at once exactly one is the first (oidc-provider.md §1.3)',
    async (model) => {
      const { artifacts } = used().store.ports;
      const id = bearerId();
      await artifacts.upsert(model, id, { grantId: 'g' }, LATER);
      const first = await Promise.all(Array.from({ length: 20 }, () => artifacts.consume(model, id, NOW)));
      expect(first.filter(Boolean)).toHaveLength(1);
      expect(await artifacts.find(model, id)).toEqual({ grantId: 'g', jti: id, consumed: NOW / 1000 });
    },
  );

  test('what does not exist cannot be consumed', async () => {
    expect(await used().store.ports.artifacts.consume('AuthorizationCode', bearerId(), NOW, 3000)).toBe(false);
  });

  test('settled 5: within the leeway after its first use a refresh token is served again, and the first use stays the one that counts', async () => {
    const { artifacts } = used().store.ports;
    const id = bearerId();
    await artifacts.upsert('RefreshToken', id, {}, LATER);
    const uses = [NOW, NOW + 2999, NOW + 3000, NOW + 3001].map((at) => () => artifacts.consume('RefreshToken', id, at, 3000));
    const served: boolean[] = [];
    for (const use of uses) served.push(await use());
    expect(served).toEqual([true, true, true, false]);
    expect(await artifacts.find('RefreshToken', id)).toMatchObject({ consumed: NOW / 1000 });
  });

  test('without leeway a process whose clock is behind is no first one either', async () => {
    const { artifacts } = used().store.ports;
    const id = bearerId();
    await artifacts.upsert('AuthorizationCode', id, {}, LATER);
    expect(await artifacts.consume('AuthorizationCode', id, NOW)).toBe(true);
    expect(await artifacts.consume('AuthorizationCode', id, NOW - 5000)).toBe(false);
  });
}

function revoking(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('a person’s refresh tokens in two browsers live side by side: revoking one grant leaves the other', async () => {
    const { artifacts } = used().store.ports;
    const browsers = [newId(), newId()].map((grantId) => ({ grantId, id: bearerId() }));
    for (const { grantId, id } of browsers) {
      for (const model of ['RefreshToken', 'AccessToken'] as const) await artifacts.upsert(model, id, { grantId, accountId: 'jan' }, LATER);
    }
    const [here, there] = browsers;
    if (!here || !there) throw new Error('there are two browsers');
    await artifacts.revokeByGrant('RefreshToken', here.grantId);
    expect(await artifacts.find('RefreshToken', here.id)).toBeUndefined();
    expect(await artifacts.find('AccessToken', here.id)).toMatchObject({ grantId: here.grantId });
    expect(await artifacts.find('RefreshToken', there.id)).toMatchObject({ grantId: there.grantId });
  });

  test('security.md 1.19 everything of an account ends at once, and nothing of anybody else’s', async () => {
    const { artifacts } = used().store.ports;
    // A sign-in under way ends by itself, or by `endFinished`.
    const models = MODELS.filter((model) => model !== 'Interaction');
    const kept = models.flatMap((model) => ['ending', 'staying'].map((accountId) => ({ model, accountId, id: bearerId() })));
    for (const { model, accountId, id } of kept) await artifacts.upsert(model, id, { accountId }, LATER);
    await artifacts.revokeByAccount('ending');
    for (const { model, accountId, id } of kept) expect(Boolean(await artifacts.find(model, id))).toBe(accountId === 'staying');
  });
}
