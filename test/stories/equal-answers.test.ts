import { beforeAll, describe, expect, test } from '@jest/globals';
import { FORMER_ADDRESSES } from '../../interactions/kit/former-routes.ts';
import { seconds } from '../../src/kernel/duration.ts';
import { codeOn } from '../kit/challenge.ts';
import { FORMS, SINGLE_SIGN_ON, sent, typedIn, useKinds } from '../kit/equal-answers.ts';
import { missThrice } from '../kit/mailed-code.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { pageRoutes } from '../kit/routes.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

const { world, expectEqual, withPicture } = useKinds();
let app: RelyingParty;

beforeAll(async () => {
  app = await world().relyingParty('exam');
});

describe.each(FORMS)('security 1.4 at $place by $by', (form) => {
  test('all get the same answer to the last byte, also beyond the limits', async () => {
    const first = await expectEqual((who, visitor) => withPicture(form, who, visitor));
    const fifth = await expectEqual(async (who, visitor) => {
      for (let at = 0; at < 4; at += 1) await withPicture(form, who, new Visitor());
      return withPicture(form, who, visitor);
    });
    if (form.place !== '/acme/code') expect(fifth).toEqual(first);
  });

  test('all get the same page where the extra check is missing, wrong, or another picture is wanted', async () => {
    const open = (visitor: Visitor) => visitor.open(world().url + form.place);
    await expectEqual(async (who, visitor) => sent(visitor, await open(visitor), typedIn(form, who)));
    await expectEqual(async (who, visitor) => sent(visitor, await open(visitor), { ...typedIn(form, who), captcha: 'wrong' }));
    await expectEqual(async (who, visitor) => sent(visitor, await open(visitor), { ...typedIn(form, who), do: 'new-captcha' }));
  });

  test('R8.3 all get the same page when a code is to be mailed, also beyond the limits, and when a wrong one is typed', async () => {
    await expectEqual(async (who, visitor) => {
      const pages: Answer[] = [];
      let page = await visitor.open(world().url + form.place);
      for (let at = 0; at < 5; at += 1) {
        page = await visitor.submit(page, { ...typedIn(form, who), do: 'mail' });
        pages.push(page);
      }
      expect(page.text).toContain('name="mailed"');
      return [...pages, ...(await sent(visitor, page, { ...typedIn(form, who), mailed: '000000' }))];
    });
  });
});

describe.each(FORMS.filter(({ place }) => place !== '/acme/code'))('ux 1.7, security 1.4 once more from $place/sent by $by', (form) => {
  test('all get the same pages: too soon, in time, and beyond the limits', async () => {
    const [first, early, again, , , beyond] = await expectEqual(async (who, visitor) => {
      const asked = await withPicture(form, who, visitor);
      const page = await visitor.send(asked[1]?.url ?? '');
      const pressed: Answer[] = [page];
      for (const wait of [0, 31, 0, 61, 121]) {
        world().clock.forward(seconds(wait));
        pressed.push(await visitor.submit(page, {}));
      }
      return pressed;
    });
    const said = [first, early, again, beyond].map((page) => /sent again|Wait \d+ more \w+/.exec(JSON.stringify(page))?.[0]);
    expect(said).toEqual([undefined, 'Wait 30 more seconds', 'sent again', expect.stringMatching(/^Wait \d+ more minutes$/)]);
  });
});

test('security 1.4 no form that asks a stranger whose account is meant is missing here', () => {
  // Old addresses, where a portal is looked for or left, and what leads on to a page of the account.
  const others = new Set([...FORMER_ADDRESSES, '/', '/:portal', '/sign-out', '/.well-known/change-password', '/:portal/change-password']);
  const open = pageRoutes().filter(({ path, methods }) => methods.includes('POST') && !/:uid|:ticket|\/account/.test(path));
  const asking = open.flatMap(({ path }) => (others.has(path) ? [] : [path.replace(':portal', 'acme')]));
  expect(asking.sort()).toEqual(
    [...new Set(FORMS.flatMap(({ place }) => (place.endsWith('/code') ? [place] : [place, `${place}/sent`])))].sort(),
  );
});

describe('security 1.4 at the sign-in', () => {
  test('whoever mail comes back from is refused as everybody else is', async () => {
    await expectEqual(async (username, visitor) => {
      const page = await visitor.open((await app.begin({ portal: 'acme' })).url);
      return sent(visitor, page, { username, password: 'not this one' });
    });
  });

  test('security T14 single sign-on is offered to all alike, whoever the application names', async () => {
    const [sheet] = await expectEqual(async (login_hint, visitor) => [
      await visitor.open((await app.begin({ portal: 'acme', login_hint })).url),
    ]);
    expect(JSON.stringify(sheet)).toContain('Sign in through acme BV');
  });

  test('R17.2 the right password of who must use single sign-on is refused as a wrong one is, to the last byte', async () => {
    const typed = new Map<string, string>(SINGLE_SIGN_ON.map((username) => [username, PASSWORD]));
    const [posted, page] = await expectEqual(async (username, visitor) => {
      const sheet = await visitor.open((await app.begin({ portal: 'acme' })).url);
      return sent(visitor, sheet, { username, password: typed.get(username) ?? 'not this one' });
    });
    expect(posted).toMatchObject({ status: 303 });
    expect(JSON.stringify(page)).toContain('The username and password do not match.');
    const rows = await world().app.installation.store.ports.audit.list({}, 50);
    const who = (reason: string) =>
      new Set(rows.flatMap((row) => (row.event === 'sign-in.refused' && row.reason === reason ? row.account : [])));
    // One of them is suspended, and to the log that is the reason.
    expect([who('single-sign-on').size, who('suspended').size]).toEqual([SINGLE_SIGN_ON.length - 1, 1]);
  });

  test('R8.3 a code by mail is promised to all, and a wrong one refused to all', async () => {
    await expectEqual(async (username, visitor) => {
      const page = await missThrice(app, username, visitor);
      const promised = await sent(visitor, page, { username, do: 'mail' });
      const shown = promised[1] ?? page;
      return [...promised, ...(await sent(visitor, shown, { username, password: PASSWORD, mailed: '000000' }))];
    });
  });

  test('R8.5 who has missed ten times must wait, whoever it is, and reads the same', async () => {
    await expectEqual(async (username, visitor) => {
      for (let at = 0; at < 10; at += 1) await missed(username, at);
      const page = await visitor.open((await app.begin({ portal: 'acme' })).url);
      const waiting = await sent(visitor, page, { username, password: PASSWORD });
      expect(wordsOf(waiting[1] ?? page)).toMatch(/30 seconds/);
      return waiting;
    });
  });
});

/** A miss from a browser of its own; from the fourth on with the picture's code. */
async function missed(username: string, at: number): Promise<void> {
  const visitor = new Visitor();
  const page = await visitor.open((await app.begin({ portal: 'acme' })).url);
  const typed = { username, password: 'not this one' };
  if (at < 3) return void (await visitor.submit(page, typed));
  const asked = await visitor.submit(page, { ...typed, do: 'new-captcha' });
  await visitor.submit(asked, { ...typed, captcha: await codeOn(world().app.installation.keyring, asked, visitor) });
}
