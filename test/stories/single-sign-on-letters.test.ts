import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { inviteAccount } from '../../src/domain/administration/invitations.ts';
import { findOrganisation } from '../../src/domain/administration/organisations.ts';
import type { Letter } from '../../src/domain/mail/ports.ts';
import { days, minutes } from '../../src/kernel/duration.ts';
import { createMailViews } from '../../src/views/mails.ts';
import { letterComposer } from '../../src/wiring/mail.ts';
import { askFor } from '../kit/recovery.ts';
import { endSingleSignOn, requireSingleSignOn } from '../kit/single-sign-on.ts';
import { openWorld, type World } from '../kit/world.ts';

let world: World;
let wim: { readonly id: string };

beforeEach(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  wim = await world.person('acme', 'Wim', { email: 'wim@work.example', givenName: 'Wim' });
});
afterEach(() => world.close());

const SENTENCE = 'You sign in to acme BV with your account at work. You do not have a separate password here.';
const inge = () => world.person('acme', 'Inge', { email: 'inge@work.example', givenName: 'Inge', password: undefined });

describe('a letter that waited while single sign-on was turned on or off', () => {
  const views = createMailViews({ templatesDir: join(import.meta.dirname, '../../templates'), strict: true });
  const composed = (letter: Letter) =>
    letterComposer(world.app.installation, views).compose({ ...letter, id: 'letter' }, world.clock.now());
  const letterOf = async (kind: string): Promise<Letter> => {
    const { outbox } = world.app.installation.store.ports;
    const held = await outbox.take(world.clock.now(), minutes(1));
    if (held?.letter?.mail.kind !== kind) throw new Error(`expected ${kind}`);
    return held.letter;
  };

  test('R4.4 for a new password says that there is none', async () => {
    await askFor(world, 'forgot-password', { username: 'Wim' });
    const letter = await letterOf('password-reset');
    expect((await composed(letter))?.text).toContain('/reset/');
    await requireSingleSignOn(world);
    const mail = await composed(letter);
    expect(mail?.text).toContain(SENTENCE);
    expect(mail?.text).not.toContain('/reset/');
    expect(mail?.subject).toBe('Make a new password for acme BV');
  });

  test('R4.4 names all on a shared address that have none, and greets no one of them', async () => {
    await world.person('acme', 'Wanda', { email: 'wim@work.example' });
    await requireSingleSignOn(world, { singleSignOnExceptions: ['Wim'] });
    await askFor(world, 'forgot-password', { username: 'wim@work.example' });
    const letter = await letterOf('password-reset');
    expect((await composed(letter))?.text).toContain('/reset/');
    await requireSingleSignOn(world, { singleSignOnExceptions: [] });
    const text = (await composed(letter))?.text ?? '';
    expect(text).not.toContain('/reset/');
    expect(text).toMatch(/These accounts have this e-mail address:\s+Wim\s+Wanda\s/);
    expect(text).not.toContain('Hello Wim');
  });

  test('R4.4 has no link of one on a shared address who has none since', async () => {
    await world.person('acme', 'Wanda', { email: 'wim@work.example' });
    await askFor(world, 'forgot-password', { username: 'wim@work.example' });
    const letter = await letterOf('password-reset');
    expect((await composed(letter))?.text.match(/\/reset\//g)).toHaveLength(2);
    await requireSingleSignOn(world, { singleSignOnExceptions: ['Wim'] });
    const text = (await composed(letter))?.text ?? '';
    expect(text.match(/\/reset\//g)).toHaveLength(1);
    expect(text).toMatch(/You sign in to these accounts with your account at work[\s\S]+Wanda/);
  });

  test('R13.7 is not sent where it tells of the end of a password that counts no more', async () => {
    const mail = { kind: 'password-expires', days: 7, at: world.clock.now() + days(7) } as const;
    const letter = { organisation: undefined, account: wim.id, to: 'wim@work.example', locale: 'en', mail } as const;
    const { id: organisation } = (await findOrganisation(world.app.installation.store.ports.organisations, 'acme')) ?? { id: '' };
    expect(await composed({ ...letter, organisation })).toBeDefined();
    await requireSingleSignOn(world);
    expect(await composed({ ...letter, organisation })).toBeUndefined();
  });

  test('R7.1 of an invitation says where to sign in', async () => {
    await inviteAccount(world.app.installation.acting, (await inge()).id, { invitedBy: 'Carla' });
    const letter = await letterOf('activation');
    await requireSingleSignOn(world);
    const mail = await composed(letter);
    expect(mail?.subject).toBe('Your account at acme BV');
    expect(mail?.text).toContain('Hello Inge, Carla of acme BV has made an account for you.');
    expect(mail?.text).not.toContain('/activate/');
  });

  test('is not sent where it would lead to a button that is no more', async () => {
    await requireSingleSignOn(world);
    await inviteAccount(world.app.installation.acting, (await inge()).id);
    const letter = await letterOf('single-sign-on-invited');
    await requireSingleSignOn(world, { singleSignOn: 'offered' });
    expect(await composed(letter)).toBeDefined();
    await endSingleSignOn(world);
    expect(await composed(letter)).toBeUndefined();
  });
});
