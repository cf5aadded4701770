import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CROOKED_CLIENT, type CrookedProvider, openCrookedProvider } from '../kit/crooked-provider.ts';
import { useInstallation } from './in-process.ts';

const say = useInstallation();
const SECRET = 'their-Secret-1';
const ADD = ['connection', 'add', 'acme', '--name', 'Microsoft of Acme', '--issuer', 'https://id.acme.example', '--client-id', 'voordeur'];

const json = async (line: readonly string[], input?: string) => {
  const said = await say([...line, '--json'], input);
  expect(said).toMatchObject({ code: 0, err: '' });
  return JSON.parse(said.out);
};

const words = async (line: readonly string[], input?: string) => {
  const said = await say(line, input);
  expect(said).toMatchObject({ code: 0, err: '' });
  return said.out;
};

/** What is refused, by option or word. */
const refusals = async (line: readonly string[], input?: string) => {
  const said = await say([...line, '--json'], input);
  expect(said).toMatchObject({ code: 1, out: '' });
  const { faults }: { faults: { option?: string; field: string; code: string }[] } = JSON.parse(said.err);
  return faults.map(({ option, field, code }) => `${option ?? field} ${code}`);
};

describe('connection add, set, show, list, remove (R17.1, R17.4)', () => {
  test('what is missing or wrong is said by the option it belongs to', async () => {
    expect(await say(['organisation', 'add', 'acme', '--name', 'Acme'])).toMatchObject({ code: 0 });
    expect(await refusals(['connection', 'add', 'acme'])).toEqual([
      ...['--name missing', '--issuer missing', '--client-id missing', '--secret-stdin missing'],
    ]);
    expect(await refusals([...ADD, '--links', 'x', '--secret-stdin'], '')).toEqual(['--secret-stdin missing', '--links invalid']);
    expect(await refusals(['connection', 'add', 'nowhere'])).toEqual(['PORTAL unknown']);
    for (const verb of ['show', 'set', 'people', 'check', 'remove'])
      expect(await refusals(['connection', verb, 'acme'])).toEqual(['PORTAL unknown']);
    expect(await refusals(['organisation', 'set', 'acme', '--policy', 'singleSignOn=offered'])).toEqual(['--policy singleSignOn conflict']);
  });

  test('security 2.8 the secret comes from standard input, and stands in no output', async () => {
    expect(await say([...ADD, '--client-secret', SECRET])).toMatchObject({ code: 2 });
    const outputs = [
      await say([...ADD, '--secret-stdin'], `${SECRET}\n`),
      await say([...ADD, '--secret-stdin'], SECRET),
      await say(['connection', 'set', 'acme', '--secret-stdin', '--json'], SECRET),
      await say(['connection', 'show', 'acme']),
      await say(['connection', 'show', 'acme', '--json']),
      await say(['connection', 'list', '--json']),
    ];
    expect(outputs.map(({ code }) => code)).toEqual([0, 1, 0, 0, 0, 0]);
    expect(JSON.stringify(outputs)).not.toMatch(/their-Secret|\[secret\]/);
    expect(outputs[0]?.out).toBe('Connected acme to https://id.acme.example.\n');
    expect(outputs[1]?.err).toContain('PORTAL is there already');
  });

  test('it is shown and listed, with how many people are known by it', async () => {
    expect(await json(['connection', 'show', 'acme'])).toMatchObject({
      ...{ portal: 'acme', kind: 'oidc', state: 'on', name: 'Microsoft of Acme', issuer: 'https://id.acme.example', clientId: 'voordeur' },
      ...{ links: 'by-hand', newPeople: 'refused', trustsFactors: false, logOutUrl: null, people: 0, singleSignOn: 'off' },
    });
    expect(await words(['connection', 'show', 'acme'])).toContain('issuer: https://id.acme.example\n');
    expect(await words(['connection', 'list'])).toMatch(/^PORTAL .*\nacme +Microsoft of Acme +on +https:\/\/id\.acme\.example +by-hand/);
  });

  test('it is changed, and a rule that can find nobody is pointed out', async () => {
    const change = ['--links', 'by-email', '--new-people', 'made', '--trusts-factors', '--log-out-url', 'https://id.acme.example/out'];
    const said = await words(['connection', 'set', 'acme', ...change]);
    expect(said).toMatch(/^Changed the connection of acme, on\.\nNobody is found by mail address until/);
    await words(['organisation', 'set', 'acme', '--policy', 'singleSignOnDomains=acme.example']);
    expect(await words(['connection', 'set', 'acme', '--no-trusts-factors'])).toBe('Changed the connection of acme, on.\n');
    expect(await json(['connection', 'show', 'acme'])).toMatchObject({ links: 'by-email', newPeople: 'made', trustsFactors: false });
  });

  test('account link and unlink say whose account somebody there is', async () => {
    expect(await refusals(['account', 'link', 'acme', 'Anna', '--subject', 's'])).toEqual(['USERNAME unknown']);
    await words(['account', 'add', 'acme', 'Anna']);
    expect(await refusals(['account', 'link', 'acme', 'anna'])).toEqual(['--subject missing']);
    expect(await words(['account', 'link', 'acme', 'anna', '--subject', 'sub-1'])).toBe(
      'Linked account Anna, invited, at https://id.acme.example.\n',
    );
    await words(['account', 'add', 'acme', 'Bert']);
    const taken = await say(['account', 'link', 'acme', 'Bert', '--subject', 'sub-1']);
    expect(taken).toMatchObject({ code: 1, err: '--subject is taken by Anna: unlink that first (taken)\n' });
    expect(await refusals(['account', 'link', 'acme', 'Anna', '--subject', 'sub-2'])).toEqual(['USERNAME conflict']);
    expect(await refusals(['account', 'unlink', 'acme', 'Bert'])).toEqual(['USERNAME conflict']);
    expect(await json(['connection', 'show', 'acme'])).toMatchObject({ people: 1 });
    expect(await json(['connection', 'people', 'acme'])).toMatchObject([{ subject: 'sub-1', username: 'Anna' }]);
    expect(await words(['connection', 'people', 'acme'])).toMatch(/^SUBJECT +USERNAME +LINKED AT\nsub-1 +Anna +\d{4}-.*Z\n$/);
    expect(await refusals(['connection', 'remove', 'acme'])).toEqual(['--forget-people missing']);
    expect(await json(['account', 'unlink', 'acme', 'Anna'])).toMatchObject({ username: 'Anna', issuer: 'https://id.acme.example' });
  });

  test('R17.1 it is neither switched off nor taken away while the policy asks for it', async () => {
    await words(['organisation', 'set', 'acme', '--policy', 'singleSignOn=required']);
    expect(await refusals(['connection', 'set', 'acme', '--state', 'off'])).toEqual(['--state conflict']);
    expect(await refusals(['connection', 'remove', 'acme'])).toEqual(['PORTAL conflict']);
    await words(['organisation', 'set', 'acme', '--policy', 'singleSignOn=off']);
    await words(['account', 'link', 'acme', 'Anna', '--subject', 'sub-1']);
    expect(await words(['connection', 'remove', 'acme', '--forget-people'])).toBe(
      'Took the connection of acme to https://id.acme.example away.\n',
    );
    expect(await json(['connection', 'list'])).toEqual([]);
    expect(await refusals(['account', 'link', 'acme', 'Anna', '--subject', 's'])).toEqual(['PORTAL unknown']);
  });
});

describe('organisation set (R17.1)', () => {
  test('it warns of each contact person whom required single sign-on leaves no way in, and of nobody who is linked or an exception', async () => {
    await words(['organisation', 'add', 'gamma', '--name', 'Gamma']);
    await words([...ADD.with(2, 'gamma'), '--secret-stdin'], SECRET);
    for (const contact of ['Carla', 'Dirk Jan', 'Els']) await words(['account', 'add', 'gamma', contact, '--role', 'contact']);
    await words(['account', 'add', 'gamma', 'Anna']);
    await words(['account', 'set', 'gamma', 'Els', '--state', 'closed']);
    await words(['organisation', 'set', 'gamma', '--policy', 'singleSignOn=offered']);
    const required = ['organisation', 'set', 'gamma', '--policy', 'singleSignOn=required'];
    const { code, out, err } = await say(required);
    expect([code, out]).toEqual([0, expect.stringMatching(/^Changed organisation Gamma: gamma/)]);
    const namedIn = (said: string) =>
      [...said.matchAll(/^Warning: contact person (.*) has no way to sign in: .*$/gm)].map(([, name]) => name);
    expect(namedIn(err)).toEqual(['Carla', 'Dirk Jan']);
    expect(err).toContain('(account link gamma "Dirk Jan" --subject SUB), or name them in singleSignOnExceptions.\n');
    await words(['account', 'link', 'gamma', 'Dirk Jan', '--subject', 'sub-dirk']);
    expect(namedIn((await say(required)).err)).toEqual(['Carla']);
    await words([...required, '--policy', 'singleSignOnExceptions=carla']);
    await words([...required, '--policy', 'singleSignOnExceptions=', '--policy', 'singleSignOnDomains=gamma.example']);
  });
});

describe('connection check', () => {
  let provider: CrookedProvider;
  beforeAll(async () => {
    provider = await openCrookedProvider();
  });
  afterAll(() => provider.close());

  test('R17.4 a provider that fits is named with its endpoints, and one that does not with what is wrong', async () => {
    const { clientId, clientSecret } = CROOKED_CLIENT;
    await words(['organisation', 'add', 'beta', '--name', 'Beta']);
    const add = ['connection', 'add', 'beta', '--name', 'Beta ID', '--issuer', provider.issuer, '--client-id', clientId];
    await words([...add, '--secret-stdin'], clientSecret);
    const { portal, endpoints } = await json(['connection', 'check', 'beta']);
    expect([portal, endpoints.includes(`${provider.issuer}/userinfo`)]).toEqual(['beta', true]);
    expect(await words(['connection', 'check', 'beta'])).toMatch(
      new RegExp(`^The identity provider of beta is there and fits\\.\n${provider.issuer}/`),
    );
    provider.behaviour.discovery = { issuer: 'https://else.example' };
    expect(await refusals(['connection', 'check', 'beta'])).toEqual(['PORTAL conflict']);
    provider.mend();
    await words(['connection', 'set', 'beta', '--issuer', 'http://127.0.0.1:9', '--secret-stdin'], clientSecret);
    const said = await say(['connection', 'check', 'beta']);
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toMatch(/^PORTAL has an identity provider that does not work: .+ \(conflict\)\n$/);
    expect(await refusals(['connection', 'check', 'acme'])).toEqual(['PORTAL unknown']);
  });
});
