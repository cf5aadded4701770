// The forms of a sign-in's second step: those that ask for a proof, and those that set one up.
import { codeAt, secretOn } from '../../kit/authenticator.ts';
import { newDevice } from '../../kit/authenticator-device.ts';
import { askedPasskey } from '../../kit/passkeys.ts';
import { halfway, typeCode } from '../../kit/second-step/halfway.ts';
import { latestCodeIn } from '../../kit/second-step/mailed.ts';
import type { Asked, OpenForm } from './form.ts';
import type { People } from './people.ts';

const CALLBACK = '/callback';
const at = (way: string) => `/:portal/sign-in/:uid/${way}`;

/** The strong one at a screen of the second step, all of which are open to them. */
async function strongAt({ app, portals }: People, way: string) {
  const { visitor, page } = await halfway(app, 'strong', { portal: portals.free });
  return { visitor, page: await visitor.open(page.url.replace(/[\w-]+$/, way)) };
}

/** Somebody new where an app or a passkey must be, at one of the two. */
async function newAt({ world, app, portals }: People, username: string, way: string) {
  const { id } = await world.person(portals.strict, username);
  const { visitor, page } = await halfway(app, username, { portal: portals.strict });
  return { id, visitor, page: await visitor.open(page.url.replace(/[\w-]+$/, way)) };
}

const appCode = ({ world }: People, secret: string) => ({ code: codeAt(secret, world.clock.now()) });

async function mailCode({ world, app, portals }: People): Promise<OpenForm> {
  await world.person(portals.mailed, 'mailed', { email: 'mailed@example.nl' });
  const half = await halfway(app, 'mailed', { portal: portals.mailed });
  const code = await latestCodeIn(world);
  return { ...half, typed: () => ({ code }) };
}

async function codesToSave(people: People): Promise<OpenForm> {
  const { visitor, page } = await newAt(people, 'saves', 'enrol-totp');
  const { code } = appCode(people, secretOn(page));
  return { visitor, page: await typeCode(people.app, { visitor, page }, code), typed: () => ({ saved: 'yes' }) };
}

async function newPasskey(people: People): Promise<OpenForm> {
  const { id, visitor, page } = await newAt(people, 'makes', 'enrol-passkey');
  const device = newDevice({ origin: people.world.url, accountId: id });
  return { visitor, page, typed: () => ({ answer: device.make(askedPasskey(page)?.challenge ?? '') }) };
}

/** By what each asks. */
export const SECOND_FORMS: Readonly<Record<string, Asked<People>>> = {
  'a mailed code': { route: at('mail-code'), bend: 'code', comesTo: CALLBACK, open: mailCode },
  'which second step': {
    route: at('choose-second'),
    bend: 'way',
    comesTo: '/totp',
    open: async (people) => ({ ...(await strongAt(people, 'choose-second')), typed: () => ({ way: 'app' }) }),
  },
  'an app’s code': {
    route: at('totp'),
    bend: 'code',
    comesTo: CALLBACK,
    // A step later than the one by which the app was set up.
    open: async (people) => {
      const typed = () => ({ code: codeAt(people.strong.secret, people.world.clock.now(), 1) });
      return { ...(await strongAt(people, 'totp')), typed };
    },
  },
  'a passkey': {
    route: at('passkey'),
    bend: 'answer',
    comesTo: CALLBACK,
    open: async (people) => {
      const { visitor, page } = await strongAt(people, 'passkey');
      return { visitor, page, typed: () => ({ answer: people.strong.device.use(askedPasskey(page)?.challenge ?? '') }) };
    },
  },
  'a recovery code': {
    route: at('recovery-code'),
    bend: 'code',
    comesTo: CALLBACK,
    open: async (people) => ({ ...(await strongAt(people, 'recovery-code')), typed: () => ({ code: people.strong.codes[0] ?? '' }) }),
  },
  'an app to be set up': {
    route: at('enrol-totp'),
    bend: 'code',
    comesTo: '/recovery-codes',
    open: async (people) => {
      const { visitor, page } = await newAt(people, 'enrols', 'enrol-totp');
      return { visitor, page, typed: () => appCode(people, secretOn(page)) };
    },
  },
  'a passkey to be made': { route: at('enrol-passkey'), bend: 'answer', comesTo: '/recovery-codes', open: newPasskey },
  'codes to be saved': { route: at('recovery-codes'), bend: 'saved', comesTo: CALLBACK, open: codesToSave },
  'nothing, for there is no second step': {
    route: at('no-second'),
    bend: 'do',
    comesTo: '/no-second',
    open: async ({ world, app, portals }) => {
      await world.person(portals.mailed, 'unreachable');
      return { ...(await halfway(app, 'unreachable', { portal: portals.mailed })), typed: () => ({}) };
    },
  },
};
