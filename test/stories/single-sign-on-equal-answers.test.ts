import { beforeAll, describe, expect, test } from '@jest/globals';
import { FORMS, SINGLE_SIGN_ON, sent, typedIn, useKinds } from '../kit/equal-answers.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { formOf, Visitor } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

// Everybody must use it here: no domains, no exceptions.
const { world, expectEqual, withPicture } = useKinds({ singleSignOnDomains: [] });
let app: RelyingParty;

beforeAll(async () => {
  app = await world().relyingParty('exam');
});

describe.each(FORMS)('security 1.4 where everybody must use single sign-on, at $place by $by', (form) => {
  test('all get the same answer to the last byte, whatever becomes of them, also beyond the limits', async () => {
    const first = await expectEqual((who, visitor) => withPicture(form, who, visitor));
    const fifth = await expectEqual(async (who, visitor) => {
      for (let at = 0; at < 4; at += 1) await withPicture(form, who, new Visitor());
      return withPicture(form, who, visitor);
    });
    if (form.place !== '/acme/code') expect(fifth).toEqual(first);
  });

  test('R8.3 all get the same page when a code is to be mailed, and when a wrong one is typed', async () => {
    await expectEqual(async (who, visitor) => {
      const page = await visitor.submit(await visitor.open(world().url + form.place), { ...typedIn(form, who), do: 'mail' });
      expect(page.text).toContain('name="mailed"');
      return [page, ...(await sent(visitor, page, { ...typedIn(form, who), mailed: '000000' }))];
    });
  });
});

describe('security T14 where everybody must use single sign-on, at the sign-in', () => {
  test('all are led on in the same way, whoever the application names', async () => {
    const [page] = await expectEqual(async (login_hint, visitor) => [
      await visitor.open((await app.begin({ portal: 'acme', login_hint })).url),
    ]);
    expect(page).toMatchObject({ status: 200 });
  });

  test('R17.2 a password that is sent past the pages is looked at for nobody, right or wrong', async () => {
    const mine = new Set<string>(SINGLE_SIGN_ON);
    const [posted, after] = await expectEqual(async (username, visitor) => {
      const page = await visitor.open((await app.begin({ portal: 'acme' })).url);
      const form = formOf(page);
      const typed = { username, password: mine.has(username) ? PASSWORD : 'not this one', csrf: form.fields['csrf'] ?? '' };
      const origin = new URL(page.url).origin;
      const answer = await visitor.send(page.url.replace(/\/sso.*$/, '/password'), {
        ...{ method: 'POST', body: new URLSearchParams(typed), headers: { origin, 'sec-fetch-site': 'same-origin' } },
      });
      return [answer, await visitor.follow(answer)];
    });
    expect([posted, after]).toMatchObject([{ status: 303 }, { status: 200 }]);
    expect(JSON.stringify(after)).not.toContain('do not match');
    const rows = await world().app.installation.store.ports.audit.list({}, 200);
    expect(rows.map(({ event }) => event)).toContain('sign-in.sso-failed');
    expect(rows.filter(({ event }) => event === 'sign-in.refused')).toEqual([]);
  });
});
