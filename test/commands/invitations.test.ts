import { describe, expect, test } from '@jest/globals';
import { useInstallation } from './in-process.ts';

describe('account invite, resend, suspend, close (R7.9, R18.1)', () => {
  const say = useInstallation();
  const done = async (...line: readonly string[]) => {
    const said = await say(line);
    expect(said).toMatchObject({ code: 0, err: '' });
    return said.out;
  };

  test('an invitation is mailed once by invite, and again by resend; no token is printed', async () => {
    await done('organisation', 'add', 'acme', '--name', 'Acme');
    await done('account', 'add', 'acme', 'Anna', '--email', 'anna@people.example');
    expect(await done('account', 'invite', 'acme', 'anna')).toBe('Queued the invitation of Anna.\n');
    expect(await say(['account', 'invite', 'acme', 'Anna'])).toMatchObject({
      code: 1,
      err: 'USERNAME has been invited already: have the mail sent again (conflict)\n',
    });
    expect(await done('account', 'resend', 'acme', 'Anna')).toBe('Queued the invitation of Anna.\n');
    expect(JSON.parse(await done('account', 'resend', 'acme', 'Anna', '--at', '2030-01-07T08:00:00Z', '--json'))).toMatchObject({
      username: 'Anna',
      state: 'invited',
    });
  });

  test('who cannot be invited is refused with the reason', async () => {
    await done('account', 'add', 'acme', 'Piet');
    const err = async (...line: readonly string[]) => (await say(line)).err;
    expect(await err('account', 'invite', 'acme', 'Piet')).toContain('is needed: the invitation is mailed');
    expect(await err('account', 'resend', 'acme', 'Nobody')).toContain('is not a user name in acme');
    expect(await err('account', 'invite', 'acme', 'Anna', '--at', 'soon')).toContain('--at is not a moment');
    await done('account', 'close', 'acme', 'Anna');
    expect(await err('account', 'resend', 'acme', 'Anna')).toContain('is closed: only who has not activated is invited');
  });

  test('suspend and close say what the account is now', async () => {
    expect(await done('account', 'suspend', 'acme', 'Piet')).toMatch(/^Changed account Piet, suspended \([\w-]{36}\)\.\n$/);
    expect(await done('account', 'close', 'acme', 'Piet')).toMatch(/^Changed account Piet, closed/);
  });
});
