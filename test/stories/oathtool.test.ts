// Codes by a program that others wrote (`oathtool`), so that no misunderstanding of ours proves itself right.
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { appCodes } from '../../src/crypto/app-codes.ts';
import { generateKeyring } from '../../src/crypto/keyring.ts';
import { sealer } from '../../src/crypto/sealed.ts';
import { codeAt, RFC_6238, RFC_SECRET, secretOn } from '../kit/authenticator.ts';
import { oathtoolPath } from '../kit/machine.ts';
import { isIn, typePassword, useRenewal } from '../kit/renewal.ts';
import { atEnrolment, codesOn, HALF_A_MINUTE } from '../kit/second-step/app.ts';
import { typeCode, wayOf } from '../kit/second-step/halfway.ts';
import { wordsOf } from '../kit/visitor.ts';

/** What oathtool makes of a secret in base32 at a moment (epoch milliseconds). */
function byOathtool(secret: string, at: number): string {
  const now = `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return execFileSync(oathtoolPath(), ['--totp', '--base32', `--now=${now}`, secret], { encoding: 'utf8' }).trim();
}

test.each(RFC_6238)('RFC 6238 appendix B: at %d s oathtool, the product and the tests’ own app make %s', (seconds, code) => {
  const fields = sealer(generateKeyring());
  const sealed = fields.seal(RFC_SECRET, { table: 'app_factor', column: 'secret', row: 'rfc' });
  const made = byOathtool(RFC_SECRET, seconds * 1000);
  expect([made, codeAt(RFC_SECRET, seconds * 1000)]).toEqual([code, code]);
  expect(appCodes(fields).match({ id: 'rfc', sealed, lastStep: 0 }, made, seconds * 1000).kind).toBe('right');
});

describe('An app of another make', () => {
  const { story } = useRenewal();

  test('R14.4 who sets up oathtool with the secret that the page shows gets in by its codes: one step either way, none twice', async () => {
    const { world, app } = story();
    const enrolment = await atEnrolment(world, app);
    // As a person types it over, and as the link for phones has it.
    const link = parse(enrolment.page.text).querySelector('a[href^="otpauth:"]')?.getAttribute('href') ?? '';
    const secret = secretOn(enrolment.page);
    expect(new URL(link).searchParams.get('secret')).toBe(secret);
    const toSave = await typeCode(app, enrolment, byOathtool(secret, world.clock.now()));
    expect([wayOf(toSave), codesOn(toSave).length]).toEqual(['recovery-codes', 10]);
    expect(isIn(app, await enrolment.visitor.submit(toSave, { saved: 'yes' }, app.isCallback))).toBe(true);

    world.clock.forward(10 * HALF_A_MINUTE);
    for (const away of [-1, 1]) {
      const arrived = await typePassword(app);
      const moment = world.clock.now() + away * HALF_A_MINUTE;
      expect(wordsOf(await typeCode(app, arrived, byOathtool(secret, moment + away * HALF_A_MINUTE)))).toContain('The code is not right.');
      expect(isIn(app, await typeCode(app, arrived, byOathtool(secret, moment)))).toBe(true);
      const again = await typePassword(app);
      expect(wordsOf(await typeCode(app, again, byOathtool(secret, moment)))).toContain('This code has been used.');
    }
  });
});
