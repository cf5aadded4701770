import { generateKeyring } from '../crypto/keyring.ts';
import { listKeys, rotateKeys } from '../domain/administration/keys.ts';
import type { SigningKey } from '../domain/keys/ports.ts';
import type { KeyState } from '../domain/keys/rotation.ts';
import { moment, viewed } from './answer.ts';
import type { Answer, Call, Subject, View } from './command.ts';

const COLUMNS = ['kid', 'alg', 'state', 'publishedAt', 'activeFrom', 'retireAt'];

/** `keys list|rotate|keyring`. */
export const keys: Subject = {
  name: 'keys',
  summary: 'Signing keys: made at first start, published a day before they sign.',
  commands: [
    { verb: 'list', summary: 'list the published keys and what each does', words: [], options: [], run: list },
    {
      verb: 'rotate',
      summary: 'publish new keys, which sign from tomorrow on',
      words: [],
      options: [
        { name: 'now', summary: 'let them sign at once: applications that remember the old ones fail until they look again' },
        { name: 'force', summary: 'rotate although the keys of the last rotation do not sign yet' },
      ],
      run: rotate,
    },
    {
      verb: 'keyring',
      summary: 'make a keyring for VOORDEUR_KEYRING: the root secrets, printed once and kept nowhere',
      words: [],
      options: [],
      run: keyring,
    },
  ],
};

async function list({ open }: Call): Promise<Answer> {
  const { store, acting } = await open();
  const live = await listKeys(store.ports.keys, acting.clock.now());
  return { rows: viewed(live, ({ key, state }) => view(key, state)), columns: COLUMNS };
}

async function rotate(call: Call): Promise<Answer> {
  const { given } = call;
  const installation = await call.open();
  const rotation = { lives: installation.signedLives, now: given.flag('now') === true, force: given.flag('force') === true };
  const rotated = await rotateKeys(installation.acting, rotation, installation.makeKeys);
  return rotated.done ? list(call) : rotated;
}

/** Needs no installation, for there is none yet without a keyring (`settled.md` 64). */
async function keyring(): Promise<Answer> {
  const made = generateKeyring();
  return { item: { ...made }, said: JSON.stringify(made) };
}

/** The sealed private part is nobody's business. */
function view(key: SigningKey, state: KeyState): View {
  const { kid, alg, publishedAt, activeFrom, retireAt } = key;
  return {
    kid,
    alg,
    state,
    publishedAt: moment(publishedAt),
    activeFrom: moment(activeFrom),
    retireAt: retireAt === undefined ? undefined : moment(retireAt),
  };
}
