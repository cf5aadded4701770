import { expect, test } from '@jest/globals';
import { addOrganisation, findOrganisation, listOrganisations, setOrganisation } from '../../../src/domain/administration/organisations.ts';
import { all, faultsOf, made, useWorld } from './world.ts';

const world = useWorld();

test('a portal name is unique, now and as an old name, in any case (R1.1)', async () => {
  const { acting, store } = world();
  const acme = made(await addOrganisation(acting, { portal: 'acme', name: 'Acme' }));
  made(await setOrganisation(acting, 'acme', { portal: 'acme-noord' }));
  expect(faultsOf(await addOrganisation(acting, { portal: 'acme', name: 'Other' }))).toEqual(['portal taken']);
  expect(faultsOf(await addOrganisation(acting, { portal: 'ACME-Noord', name: 'Other' }))).toEqual(['portal taken']);
  const other = made(await addOrganisation(acting, { portal: 'other', name: 'Other' }));
  expect(faultsOf(await setOrganisation(acting, other.id, { portal: 'acme', name: 'Changed' }))).toEqual(['portal taken']);
  expect((await store.ports.organisations.byId(other.id))?.name).toBe('Other');
  expect((await findOrganisation(store.ports.organisations, ' ACME/ '))?.id).toBe(acme.id);
});

test.each(['a', 'acme_1', '-acme', 'acme-', 'a'.repeat(41), 'ac me', 'acmé'])('%j is no portal name (settled 66)', async (portal) => {
  expect(faultsOf(await addOrganisation(world().acting, { portal, name: 'Acme' }))).toEqual(['portal invalid']);
});

test('an address of the product cannot be a portal name (settled 66)', async () => {
  for (const portal of ['oidc', 'sso'])
    expect(faultsOf(await addOrganisation(world().acting, { portal, name: 'Acme' }))).toEqual(['portal reserved']);
});

test('everything that is wrong with a new organisation is said at once, and nothing is made', async () => {
  const { acting, store } = world();
  const outcome = await addOrganisation(acting, {
    portal: 'api',
    name: ' ',
    languages: ['nl', 'de'],
    preferredLanguage: 'fr',
    colour: 'red',
    logo: Buffer.from('<svg/>'),
    contactEmail: 'nobody',
    contactPhone: 'call me',
    practiceUrl: 'http://practice.example/',
    policy: { passwordLength: 4, usernameCase: 'upside-down', passwordMaxAgeDays: -1, minimumAge: 3 },
  });
  expect(faultsOf(outcome).toSorted()).toEqual([
    'colour invalid',
    'contactEmail invalid',
    'contactPhone invalid',
    'languages invalid',
    'logo invalid',
    'name missing',
    'policy.minimumAge unknown',
    'policy.passwordLength invalid',
    'policy.passwordMaxAgeDays invalid',
    'policy.usernameCase invalid',
    'portal reserved',
    'practiceUrl invalid',
    'preferredLanguage invalid',
  ]);
  expect(await store.ports.organisations.list(10)).toEqual([]);
  expect(await store.ports.audit.list({}, 10)).toEqual([]);
});

test('a new organisation has the defaults of the platform, and readable shades of its colour (ux.md 2.4)', async () => {
  const { acting, store } = world();
  const acme = made(await addOrganisation(acting, { portal: 'acme', name: 'Acme', colour: '#FFD500', languages: ['en', 'nl'] }));
  expect(acme.policy).toMatchObject({ usernameCase: 'sensitive', passwordLength: 12, passwordMaxAgeDays: 90, formerPasswordHint: true });
  expect(acme.passwordAgeSince).toBe(acting.clock.now());
  expect(acme.languages).toEqual({ allowed: ['en', 'nl'], preferred: 'en' });
  expect(acme.look.colour).toBe('#ffd500');
  expect(JSON.stringify(acme.look.tokens)).toContain('#ad9100');
  expect(await store.ports.organisations.byId(acme.id)).toEqual(acme);
});

test('mails come from the organisation and answers go to its contact, until it says otherwise (R7.1, R9.3)', async () => {
  const { acting } = world();
  const acme = made(await addOrganisation(acting, { portal: 'acme', name: 'Acme' }));
  expect(acme.policy).toMatchObject({ mailSenderName: '', mailReplyTo: 'contact' });
  const own = { mailSenderName: "Toetsteam 's-Hertogenbosch", mailReplyTo: 'team@acme.example' };
  expect(made(await setOrganisation(acting, 'acme', { policy: own })).policy).toMatchObject(own);
  expect(made(await setOrganisation(acting, 'acme', { policy: { mailReplyTo: 'none', mailSenderName: '' } })).policy).toMatchObject({
    mailReplyTo: 'none',
    mailSenderName: '',
  });
});

test.each([
  ['mailSenderName', 'Acme <boss@acme.example>'],
  ['mailSenderName', 'info@acme.example'],
  ['mailSenderName', 'Acme "de beste"'],
  ['mailSenderName', 'Acme\r\nBcc: x@y.example'],
  ['mailSenderName', 'Ac\u202eme'],
  ['mailSenderName', ' Acme'],
  ['mailSenderName', 'A'.repeat(61)],
  ['mailReplyTo', ''],
  ['mailReplyTo', 'team'],
  ['mailReplyTo', 'a@acme.example, b@acme.example'],
  ['mailReplyTo', 'Team <team@acme.example>'],
  ['mailReplyTo', 'team@acme.example\nBcc: x@y.example'],
])('the setting %s is not %j (security.md 1.18)', async (setting, value) => {
  const outcome = await addOrganisation(world().acting, { portal: 'acme', name: 'Acme', policy: { [setting]: value } });
  expect(faultsOf(outcome)).toEqual([`policy.${setting} invalid`]);
});

test('a change touches what is given and nothing else; a setting keeps its value beside another', async () => {
  const { acting, store } = world();
  const acme = made(await addOrganisation(acting, { portal: 'acme', name: 'Acme', contactName: 'Eva', policy: { passwordLength: 14 } }));
  const changed = made(
    await setOrganisation(acting, 'acme', { contactEmail: 'eva@acme.example', policy: { usernameCase: 'insensitive' } }),
  );
  expect(changed).toEqual({
    ...acme,
    support: { contactName: 'Eva', contactEmail: 'eva@acme.example' },
    policy: { ...acme.policy, usernameCase: 'insensitive', passwordLength: 14 },
  });
  made(await setOrganisation(acting, 'acme', { contactName: '' }));
  expect((await store.ports.organisations.byId(acme.id))?.support).toEqual({ contactEmail: 'eva@acme.example' });
});

test('R13.2 a limit on the age of passwords counts from the day it is switched on or made shorter, and from no other change', async () => {
  const { acting, wind } = world();
  const begun = made(await addOrganisation(acting, { portal: 'acme', name: 'Acme' })).passwordAgeSince;
  const since = async (passwordMaxAgeDays: number) => {
    wind(1000);
    return made(await setOrganisation(acting, 'acme', { policy: { passwordMaxAgeDays } })).passwordAgeSince;
  };
  expect([await since(90), await since(365), await since(0)]).toEqual([begun, begun, begun]);
  expect(await since(365)).toBe(acting.clock.now());
  const switchedOn = acting.clock.now();
  expect(await since(400)).toBe(switchedOn);
  expect(await since(60)).toBe(acting.clock.now());
  wind(1000);
  expect(made(await setOrganisation(acting, 'acme', { name: 'Acme Noord' })).passwordAgeSince).toBe(acting.clock.now() - 1000);
});

test('an organisation can be suspended and resumed, and the audit log says by whom (security.md 1.20, 1.39)', async () => {
  const { acting, store, wind } = world();
  const { id } = made(await addOrganisation(acting, { portal: 'acme', name: 'Acme' }));
  wind(1000);
  expect(made(await setOrganisation(acting, 'acme', { state: 'suspended' })).state).toBe('suspended');
  wind(1000);
  expect(made(await setOrganisation(acting, 'acme', { state: 'active' })).state).toBe('active');
  const rows = await store.ports.audit.list({ organisation: id }, 10);
  expect(rows.map(({ event, actor }) => `${event} by ${actor}`)).toEqual([
    'organisation.changed by operator',
    'organisation.changed by operator',
    'organisation.created by operator',
  ]);
  expect(rows[0]).toMatchObject({ fields: ['state'], at: acting.clock.now() });
});

test('a long list of organisations is read in pages, in order, each once', async () => {
  const { acting, store } = world();
  const names = Array.from({ length: 205 }, (_, at) => `portal-${String(at).padStart(3, '0')}`);
  for (const portal of names.toReversed()) made(await addOrganisation(acting, { portal, name: portal }));
  expect((await all(listOrganisations(store.ports.organisations))).map(({ portal }) => portal)).toEqual(names);
});

test('an organisation that does not exist cannot be changed', async () => {
  expect(faultsOf(await setOrganisation(world().acting, 'nobody', { name: 'Acme' }))).toEqual(['organisation unknown']);
});
