import { describe, expect, test } from '@jest/globals';
import { hours } from '../../src/kernel/duration.ts';
import { codeAt } from '../kit/authenticator.ts';
import { takeMail } from '../kit/mailbag.ts';
import { isIn, typePassword, useRenewal } from '../kit/renewal.ts';
import { atEnrolment, codesOn, enrolled } from '../kit/second-step/app.ts';
import { typeCode, wayOf } from '../kit/second-step/halfway.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';

const { story } = useRenewal();
const now = () => story().world.clock.now();
const app = () => story().app;
const CODE = /^[2-9A-HJKMNP-TV-Z]{4}(-[2-9A-HJKMNP-TV-Z]{4}){3}$/;

/** Anna before the page of a recovery code, by the link that every page of the second step has. */
async function atRecovery(visitor = new Visitor()) {
  const { page } = await typePassword(app(), visitor);
  return { visitor, page: await visitor.open(page.url.replace(/totp$/, 'recovery-code')) };
}

/** Anna before her first recovery codes. */
async function beforeCodes() {
  const { visitor, page, secret } = await atEnrolment(story().world, app());
  return { visitor, secret, page: await typeCode(app(), { visitor, page }, codeAt(secret, now())) };
}

describe('R14.5 recovery codes come with the first app', () => {
  test('ten of them, the same at a reload, not good before they are said to be saved', async () => {
    const { visitor, page } = await beforeCodes();
    const codes = codesOn(page);
    expect(codes).toHaveLength(10);
    expect(new Set(codes.map((code) => code.slice(0, 2))).size).toBe(10);
    for (const code of codes) expect(code).toMatch(CODE);
    expect(codesOn(await visitor.open(page.url))).toEqual(codes);
    const unsaved = await visitor.submit(page, {}, app().isCallback);
    expect(wordsOf(unsaved)).toContain('Save the codes first and tick the box.');
    expect(codesOn(unsaved)).toEqual(codes);
    const other = await typePassword(app());
    expect(other.page.text).not.toContain('recovery-code"');
    expect(isIn(app(), await visitor.submit(unsaved, { saved: 'yes' }, app().isCallback))).toBe(true);
  });

  test('the file holds them, under a name that says what it is, and is for nobody who has proved less', async () => {
    const { visitor, page } = await beforeCodes();
    const file = await visitor.open(`${page.url}/codes.txt`);
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="recovery-codes-acme.txt"');
    expect([file.headers.get('content-type'), file.headers.get('cache-control')]).toEqual(['text/plain; charset=utf-8', 'no-store']);
    expect(file.text.split('\r\n').slice(0, 2)).toEqual([
      'Recovery codes for acme BV',
      expect.stringMatching(/^Username: Anna\. Made on /),
    ]);
    expect(file.text.match(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/g)).toEqual(codesOn(page));
    await visitor.submit(page, { saved: 'yes' }, app().isCallback);
    const { visitor: other, page: asked } = await typePassword(app());
    const refused = await other.open(asked.url.replace(/totp$/, 'recovery-codes/codes.txt'));
    expect([wayOf(refused), codesOn(refused)]).toEqual(['totp', []]);
  });
});

describe('R14.5 a recovery code lets in who has lost the phone', () => {
  test('in any case and with any dash, once; its owner is told and how many are left', async () => {
    const { world } = story();
    const { codes } = await enrolled(world, app());
    await takeMail(world);
    const [first = '', second = ''] = codes;
    const typed = first.toLowerCase().replaceAll('-', ' – ');
    expect(isIn(app(), await typeCode(app(), await atRecovery(), typed))).toBe(true);
    expect((await takeMail(world)).map(({ mail }) => mail)).toMatchObject([{ kind: 'recovery-code-used', left: 9 }]);
    const arrived = await atRecovery();
    const used = await typeCode(app(), arrived, first);
    expect(wordsOf(used)).toContain('This recovery code is not right or has been used.');
    expect(isIn(app(), await typeCode(app(), { ...arrived, page: used }, second))).toBe(true);
  });

  test('ux 5.48 it is never the first way, and of many at once with one code one gets in', async () => {
    const { world } = story();
    const { codes } = await enrolled(world, app());
    await takeMail(world);
    expect(wayOf((await typePassword(app())).page)).toBe('totp');
    const tabs = [await atRecovery(), await atRecovery(), await atRecovery(), await atRecovery()];
    const answers = await Promise.all(tabs.map((tab) => typeCode(app(), tab, codes[3] ?? '')));
    expect(answers.filter((answer) => isIn(app(), answer))).toHaveLength(1);
    expect(await takeMail(world)).toHaveLength(1);
  });

  test('after the last one new ones are a step of that very sign-in', async () => {
    const { world } = story();
    const { codes } = await enrolled(world, app());
    for (const code of codes.slice(0, 9)) expect(isIn(app(), await typeCode(app(), await atRecovery(), code))).toBe(true);
    const arrived = await atRecovery();
    const made = await typeCode(app(), arrived, codes[9] ?? '');
    expect(wayOf(made)).toBe('recovery-codes');
    await takeMail(world);
    expect(isIn(app(), await arrived.visitor.submit(made, { saved: 'yes' }, app().isCallback))).toBe(true);
    expect((await takeMail(world)).map(({ mail }) => mail)).toMatchObject([{ kind: 'two-step', change: 'codes-made' }]);
    expect(isIn(app(), await typeCode(app(), await atRecovery(), codesOn(made)[0] ?? ''))).toBe(true);
  });

  test('security 2.2 five an hour are looked at, and the app’s code still lets in', async () => {
    const { world } = story();
    const { codes, secret } = await enrolled(world, app());
    const arrived = await atRecovery();
    let { page } = arrived;
    for (let miss = 0; miss < 5; miss += 1) page = await typeCode(app(), { ...arrived, page }, `0000-0000-0000-000${miss}`);
    const blocked = await typeCode(app(), { ...arrived, page }, codes[0] ?? '');
    expect(wordsOf(blocked)).toContain('Too many wrong codes. Wait 60 minutes.');
    expect(isIn(app(), await typeCode(app(), await typePassword(app()), codeAt(secret, now())))).toBe(true);
    world.clock.forward(hours(1));
    expect(isIn(app(), await typeCode(app(), await atRecovery(), codes[0] ?? ''))).toBe(true);
  });

  test('who has lost everything is told whom to ask', async () => {
    const { world } = story();
    await enrolled(world, app());
    const { page } = await typePassword(app());
    expect(wordsOf(page)).toContain(
      'Use a recovery code. Do you have none? Ask Carla, carla@acme.example to switch off your two-step verification.',
    );
  });
});
