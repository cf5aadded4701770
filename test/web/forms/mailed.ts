// The forms around mailed links: those that ask for mail, the typed code, and what a link opens.
import type { LinkPurpose } from '../../../src/domain/links/link.ts';
import type { MailKind } from '../../../src/domain/mail/mails.ts';
import { days } from '../../../src/kernel/duration.ts';
import { codeOn } from '../../kit/challenge.ts';
import { issued } from '../../kit/issued.ts';
import { linkIn, takeMail } from '../../kit/mailbag.ts';
import { signIn } from '../../kit/sign-in.ts';
import { Visitor } from '../../kit/visitor.ts';
import type { Asked, OpenForm } from './form.ts';
import type { People } from './people.ts';

const CHOSEN = { 'new-password': 'vijf ezels op de dijk', 'new-password-again': 'vijf ezels op de dijk', 'keep-blanks': 'yes' };
const NOTHING = () => ({});

type Typed = Readonly<Record<string, string>>;

/** A form that asks for mail, its extra check answered. */
async function asking({ world, portals }: People, route: string, typed: Typed): Promise<OpenForm> {
  const visitor = new Visitor();
  const page = await visitor.open(world.url + route.replace(':portal', portals.free));
  const captcha = await codeOn(world.app.installation.keyring, page, visitor, 'forgot');
  return { visitor, page, typed: () => ({ ...typed, captcha }) };
}

/** One of them, and the page after it, whose button sends once more. */
function askingForms(what: string, route: string, bend: string, typed: (people: People) => Typed): Record<string, Asked<People>> {
  const open = (people: People) => asking(people, route, typed(people));
  const sent = async (people: People) => {
    const form = await open(people);
    return { visitor: form.visitor, page: await form.visitor.submit(form.page, form.typed()), typed: NOTHING };
  };
  return {
    [what]: { route, bend, comesTo: '/sent', open },
    [`${what}, once more`]: { route: `${route}/sent`, bend: 'do', comesTo: '/sent', open: sent },
  };
}

/** A link of somebody new, opened; `ago` makes it a dead one. */
async function opened(people: People, purpose: 'activation' | 'password-reset', username: string, ago = 0): Promise<OpenForm> {
  const { world, portals } = people;
  const password = purpose === 'activation' ? { password: undefined } : {};
  const { id } = await world.person(portals.free, username, { ...password, email: `${username}@example.nl` });
  const { address } = await issued(world, { id, purpose, ago });
  const visitor = new Visitor();
  return { visitor, page: await visitor.open(address), typed: () => (ago === 0 ? CHOSEN : {}) };
}

/** What lies behind the links of one kind. */
function linkForms(place: string, purpose: 'activation' | 'password-reset', life: number): Record<string, Asked<People>> {
  const route = `/:portal/${place}/:ticket`;
  const dead = (people: People, name: string) => opened(people, purpose, `${place}-${name}`, life);
  return {
    [`a password, by ${place}`]: {
      route,
      bend: 'new-password',
      comesTo: '/done',
      open: (people) => opened(people, purpose, `${place}-good`),
    },
    [`whether to send a fresh link, by ${place}`]: {
      route: `${route}/dead`,
      bend: 'do',
      comesTo: `/${place}/`,
      open: (people) => dead(people, 'dead'),
    },
    [`the same once more, by ${place}`]: {
      route: `${route}/sent`,
      bend: 'do',
      comesTo: '/sent',
      open: async (people) => {
        const { visitor, page } = await dead(people, 'again');
        return { visitor, page: await visitor.submit(page, {}), typed: NOTHING };
      },
    },
  };
}

/** The links by which two addresses agree, each of a wish of its own. */
function addressForm(place: string, kind: MailKind & `email-${string}`): Asked<People> {
  const open = async ({ world, app, portals }: People): Promise<OpenForm> => {
    await world.person(portals.free, place, { email: `${place}@example.nl` });
    const { visitor } = await signIn(app, place, { portal: portals.free });
    const form = await visitor.open(`${world.url}/${portals.free}/account/email`);
    await visitor.submit(form, { email: `${place}-wanted@example.nl` });
    const letter = (await takeMail(world)).find(({ mail, to }) => mail.kind === kind && to.startsWith(place));
    if (!letter) throw new Error(`no ${kind} was mailed`);
    return { visitor, page: await visitor.open(linkIn(letter).address), typed: () => ({ do: 'confirm' }) };
  };
  return { route: `/:portal/${place}/:ticket`, bend: 'do', comesTo: `/${place}/`, open };
}

/** By what each asks. */
export const MAILED_FORMS: Readonly<Record<string, Asked<People>>> = {
  ...askingForms('whom to mail a new password', '/:portal/forgot-password', 'username', () => ({ username: 'plain' })),
  ...askingForms('whom to mail an invitation', '/:portal/activate', 'username', () => ({ username: 'plain' })),
  ...askingForms('where to mail user names', '/:portal/forgot-username', 'email', () => ({ email: 'anybody@example.nl' })),
  ...askingForms('where to mail portals', '/sign-in/which-portal', 'email', () => ({ email: 'anybody@example.nl' })),
  'a code instead of a link': {
    route: '/:portal/code',
    bend: 'code',
    comesTo: '/reset/',
    open: async (people) => {
      const { id } = await people.world.person(people.portals.free, 'types', { email: 'types@example.nl' });
      const { code } = await issued(people.world, { id, purpose: 'password-reset' satisfies LinkPurpose });
      return asking(people, '/:portal/code', { username: 'types', code });
    },
  },
  ...linkForms('activate', 'activation', days(15)),
  ...linkForms('reset', 'password-reset', days(2)),
  'whether the new address is right': addressForm('new-address', 'email-new'),
  'whether another address is right': addressForm('old-address', 'email-old'),
};
