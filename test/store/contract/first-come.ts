import { describe, expect, test } from '@jest/globals';
import type { ArtifactPayload } from '../../../src/domain/artifacts/ports.ts';
import { newId } from '../../../src/kernel/random.ts';
import { bearerId, NOW } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

const LATER = NOW + 60_000;
/** How many come at once. */
const MANY = 12;

const endedAs = (accountId: string, by = 0): ArtifactPayload => ({ by, result: { login: { accountId } } });

/** What only the first may do, with all else that it writes. */
export function firstComeContract(makePlace: MakePlace): void {
  describe('who comes first', () => {
    const used = useStore(makePlace);

    /** Presses of one sheet at once: each ends the sign-in and leaves a code, and uses a request where there is one. */
    const press = async (uid: string, accounts: readonly string[], request?: string) => {
      const { store } = used();
      const codes = accounts.map(() => bearerId());
      const came = await Promise.allSettled(
        accounts.map((account, at) =>
          store.together<unknown>(({ artifacts }) => [
            artifacts.end(uid, endedAs(account, at), LATER),
            artifacts.upsert('AuthorizationCode', codes[at] ?? '', {}, LATER),
            ...(request === undefined ? [] : [artifacts.use(request, NOW)]),
          ]),
        ),
      );
      const kept = await Promise.all(codes.map((code) => store.ports.artifacts.find('AuthorizationCode', code)));
      const errors = came.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
      return { first: came.findIndex(({ status }) => status === 'fulfilled'), errors, codes: kept.filter(Boolean).length };
    };
    const opened = async () => {
      const [uid, request] = [bearerId(), bearerId()];
      const { artifacts } = used().store.ports;
      await artifacts.upsert('Interaction', uid, { params: {} }, LATER);
      await artifacts.upsert('PushedAuthorizationRequest', request, { request: 'r' }, LATER);
      return { uid, request };
    };
    const many = (account: string) => Array.from({ length: MANY }, () => account);
    const others = (what: string, count = MANY - 1) =>
      Array.from({ length: count }, () => expect.objectContaining({ name: 'DoneBeforeError', what }));

    test('R12.2 i of many that end one sign-in at once as the same person one does, and nothing of the others stays', async () => {
      const { uid } = await opened();
      const jan = newId();
      const { first, errors, codes } = await press(uid, many(jan));
      expect([errors, codes]).toEqual([others('ended'), 1]);
      expect(await used().store.ports.artifacts.find('Interaction', uid)).toEqual({ ...endedAs(jan, first), jti: uid });
      expect(await press(uid, [jan])).toMatchObject({ errors: others('ended', 1), codes: 0 });
    });

    test('RFC 9126 2.2 nor does anything stay of those that would use its pushed request: they hear that the sign-in is ended', async () => {
      const { uid, request } = await opened();
      expect(await press(uid, many(newId()), request)).toMatchObject({ errors: others('ended'), codes: 1 });
      expect(await used().store.ports.artifacts.find('PushedAuthorizationRequest', request)).toMatchObject({ consumed: NOW / 1000 });
    });

    test('RFC 9126 2.2 of many sign-ins that use one pushed request at once one does, and the others are not ended', async () => {
      const { request } = await opened();
      const uids = await Promise.all(Array.from({ length: MANY }, async () => (await opened()).uid));
      const pressed = await Promise.all(uids.map((uid) => press(uid, [newId()], request)));
      expect(pressed.flatMap(({ errors }) => errors)).toEqual(others('used'));
      const kept = await Promise.all(uids.map((uid) => used().store.ports.artifacts.find('Interaction', uid)));
      expect(kept.filter((interaction) => interaction?.['result'] !== undefined)).toHaveLength(1);
    });

    test('security 1.3 another person ends it all the same; one that is taken up already nobody does', async () => {
      const { store } = used();
      const { uid } = await opened();
      const [jan, piet] = [newId(), newId()];
      await press(uid, [jan]);
      expect(await press(uid, [piet])).toMatchObject({ errors: [], codes: 1 });
      expect(await store.ports.artifacts.find('Interaction', uid)).toEqual({ ...endedAs(piet), jti: uid });
      await store.ports.artifacts.destroy('Interaction', uid);
      expect(await press(uid, [jan])).toMatchObject({ errors: others('ended', 1), codes: 0 });
      expect(await store.ports.artifacts.find('Interaction', uid)).toBeUndefined();
    });

    test('an ended one is found with its account, so that a change of that ends it', async () => {
      const { store } = used();
      const { uid } = await opened();
      const jan = newId();
      await press(uid, [jan]);
      await store.ports.artifacts.endFinished(jan);
      expect(await store.ports.artifacts.find('Interaction', uid)).toBeUndefined();
    });
  });
}
