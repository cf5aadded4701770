import { afterEach, describe, expect, test } from '@jest/globals';
import { setAccount } from '../../src/domain/administration/accounts.ts';
import { addConnection } from '../../src/domain/administration/connections.ts';
import { unlinkAccount } from '../../src/domain/administration/identities.ts';
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import { minutes } from '../../src/kernel/duration.ts';
import { CROOKED_CLIENT } from '../kit/crooked-provider.ts';
import { type Federated, failureOn, isIn, linkedJan, openFederated } from '../kit/federated.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';

let portal: Federated;
afterEach(() => portal.close());

const acting = () => portal.world.app.installation.acting;
const failures = async () => {
  const rows = await portal.world.app.installation.store.ports.audit.list({}, 50);
  return rows.flatMap((row) => (row.event === 'sign-in.sso-failed' ? [row.failure] : []));
};
/** A page that says it is over and leads on, and nothing else. */
const isOver = (answer: Answer) => answer.status === 400 && /href="\/acme"/.test(answer.text) && !answer.headers.has('location');
/** Opens the portal, as everybody has who goes there. */
const somebody = async () => {
  const visitor = new Visitor();
  await visitor.open(`${portal.world.url}/acme`);
  return visitor;
};

describe('An answer of the provider in a browser that was not sent (security.md 1.24)', () => {
  test('signs in neither the victim as the attacker, nor the attacker as the victim', async () => {
    portal = await openFederated();
    await linkedJan(portal);
    const [attacker, victim] = [await portal.ask(), await somebody()];
    // The attacker hands over the address of the provider, or the one that it led to: the victim's browser comes back with it.
    const callback = portal.provider.authorize(await portal.depart(attacker));
    expect(isOver(await victim.open(callback))).toBe(true);
    expect(await failures()).toEqual(['stranger']);
    // What was proved is nowhere: not in the attacker's sign-in, and not in a session of the victim.
    const bare = attacker.page.url.replace(/\/password$/, '');
    expect((await attacker.visitor.open(bare)).url).toMatch(/\/password$/);
    expect((await portal.ask({ prompt: 'none' }, victim)).page.url).toContain('error=login_required');
    // And the attacker cannot use it up a second time.
    expect(isOver(await attacker.visitor.open(callback))).toBe(true);
  });

  test('is of no use at the sign-in’s own addresses, which know their browser by a cookie', async () => {
    portal = await openFederated();
    await linkedJan(portal);
    const mine = await portal.ask();
    const victim = await somebody();
    const uid = mine.page.url.split('/')[5] ?? '';
    for (const place of ['/sso', '/sso/go', '/sso/back']) {
      const opened = await victim.open(mine.page.url.replace(/\/password$/, place));
      const action = /action="([^"]*)"/.exec(opened.text)?.[1] ?? '';
      expect([action.includes(uid), opened.text.includes(portal.provider.issuer)]).toEqual([false, false]);
    }
  });

  test('who has no cookie of ours at all is told the same', async () => {
    portal = await openFederated();
    await linkedJan(portal);
    const callback = portal.provider.authorize(await portal.depart(await portal.ask()));
    const answer = await new Visitor().open(callback);
    expect([answer.status, wordsOf(answer).length > 0]).toEqual([400, true]);
  });
});

describe('An answer that comes again, late or broken', () => {
  test('opens nothing a second time, whoever saw it', async () => {
    portal = await openFederated();
    await linkedJan(portal);
    const underway = await portal.ask();
    const callback = portal.provider.authorize(await portal.depart(underway));
    const first = await underway.visitor.open(callback, portal.app.isCallback);
    expect(isIn(portal, { page: first })).toBe(true);
    expect(isOver(await underway.visitor.open(callback))).toBe(true);
  });

  test('of two at once one goes on', async () => {
    portal = await openFederated();
    await linkedJan(portal);
    const underway = await portal.ask();
    const callback = portal.provider.authorize(await portal.depart(underway));
    const both = await Promise.all([1, 2].map(() => underway.visitor.send(callback)));
    expect(both.map(({ status }) => status).sort()).toEqual([303, 400]);
  });

  test('after ten minutes it opens nothing', async () => {
    portal = await openFederated();
    await linkedJan(portal);
    const underway = await portal.ask();
    const address = await portal.depart(underway);
    portal.world.clock.forward(minutes(10) + 1);
    expect(isOver((await portal.comeBack(underway, address)).page)).toBe(true);
  });

  test('leads nowhere but to pages of ours, whatever stands in it, and is never a surprise', async () => {
    portal = await openFederated();
    const visitor = await somebody();
    const odd = ['', '?', '?state=', '?state=a&state=b', '?state[]=a', `?state=${'x'.repeat(4000)}`, '?state=%00%ff', '?error=x&code=y'];
    for (const query of [...odd, '?state=a&redirect_uri=https://evil.example&returnTo=//evil.example']) {
      const answer = await visitor.send(`${portal.world.url}/sso/callback${query}`);
      expect([query, answer.status, answer.headers.get('location')]).toEqual([query, 400, null]);
    }
    expect((await visitor.send(`${portal.world.url}/sso/callback`, { method: 'POST' })).status).toBe(405);
    expect(portal.world.log.join('\n')).not.toMatch(/surprise|evil/);
  });
});

describe('An account that changes while its person is away', () => {
  const away = async () => {
    portal = await openFederated();
    const id = await linkedJan(portal);
    const underway = await portal.ask();
    return { id, underway, address: await portal.depart(underway) };
  };

  test('is not signed in to once it is suspended, or no longer linked', async () => {
    const suspended = await away();
    const { ports } = portal.world.app.installation.store;
    const account = await ports.accounts.byId(suspended.id);
    if (account) await ports.accounts.update({ ...account, state: 'suspended' });
    expect(failureOn(await portal.comeBack(suspended.underway, suspended.address))).toContain('Your account here is not active');
    await portal.close();
    const unlinked = await away();
    await unlinkAccount(acting(), unlinked.id);
    expect(failureOn(await portal.comeBack(unlinked.underway, unlinked.address))).toContain('there is no account for you here');
  });

  test('nor between the answer and the sign-in’s own page', async () => {
    for (const change of ['suspend', 'unlink', 'another password']) {
      const { id, underway, address } = await away();
      const answer = await underway.visitor.send(portal.provider.authorize(address));
      const { ports } = portal.world.app.installation.store;
      const account = await ports.accounts.byId(id);
      if (change === 'unlink') await unlinkAccount(acting(), id);
      else if (change === 'another password') await setAccount(acting(), id, { password: 'zes geiten in het gras' });
      else if (account) await ports.accounts.update({ ...account, state: 'suspended' });
      const end = await underway.visitor.follow(answer, portal.app.isCallback);
      expect([change, isIn(portal, { page: end })]).toEqual([change, false]);
      if (change !== 'another password') await portal.close();
    }
  });
});

describe('The same person at two organisations (security.md 1.28)', () => {
  test('is one account at each: who is linked at one is nobody at the other', async () => {
    portal = await openFederated();
    await linkedJan(portal);
    await portal.world.organisation('globex', { preferredLanguage: 'en' });
    await portal.world.person('globex', 'jan', { email: 'jan@acme.example' });
    await addConnection(acting(), 'globex', { name: 'Globex ID', issuer: portal.provider.issuer, ...CROOKED_CLIENT });
    await setOrganisation(acting(), 'globex', { policy: { singleSignOn: 'offered' } });
    const failed = await portal.goThere(await portal.ask({ portal: 'globex' }));
    expect(failureOn(failed)).toContain('there is no account for you here');
    expect(isIn(portal, await portal.goThere(await portal.ask({ portal: 'acme' })))).toBe(true);
  });
});

describe('What is kept and said of a visit', () => {
  test('no token, code, state or name stands in the log, and the person’s number leads to what happened (R17.3)', async () => {
    portal = await openFederated();
    const underway = await portal.ask();
    const address = await portal.depart(underway);
    portal.provider.behaviour.claims = { aud: 'another client' };
    const failed = await portal.comeBack(underway, address);
    const reference = /R-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(failureOn(failed))?.[0];
    const rows = await portal.world.app.installation.store.ports.audit.list({}, 10);
    expect(rows).toContainEqual(
      expect.objectContaining({ event: 'sign-in.sso-failed', failure: 'config', reference, trace: expect.any(String) }),
    );
    const asked = new URL(address).searchParams;
    const said = portal.world.log.join('\n') + JSON.stringify(rows);
    for (const secret of [asked.get('state'), asked.get('nonce'), portal.provider.lastGrant().get('code'), 'jan@acme', 'person-1', 'eyJ'])
      expect(said).not.toContain(secret);
    expect(failureOn(failed)).toContain('You have done nothing wrong');
  });
});
