import { describe, expect, test } from '@jest/globals';
import { useInstallation } from './in-process.ts';

describe('what each command refuses: exit code 1, everything that is wrong, by the option it was given with', () => {
  const say = useInstallation();

  test('an installation to be refused in', async () => {
    expect(await say(['organisation', 'add', 'acme', '--name', 'Acme'])).toMatchObject({ code: 0 });
    expect(await say(['account', 'add', 'acme', 'Jan'])).toMatchObject({ code: 0 });
    expect(
      await say(['client', 'add', '--name', 'A', '--json', '-'], '{"client_id":"app","grant_types":["client_credentials"]}'),
    ).toMatchObject({ code: 0 });
    expect(await say(['resource', 'add', 'urn:api', '--scopes', 'read'])).toMatchObject({ code: 0 });
    expect(await say(['keys', 'rotate'])).toMatchObject({ code: 0 });
    expect(await say(['keys', 'rotate'])).toMatchObject({ code: 0 });
  });

  test.each<[line: string[], faults: string[]]>([
    [['organisation', 'add', 'ACME', '--name', 'x'], ['PORTAL taken']],
    [
      ['organisation', 'add', 'desk'],
      ['PORTAL reserved', '--name missing'],
    ],
    [['organisation', 'set', 'nowhere', '--name', 'x'], ['PORTAL unknown']],
    [
      ['organisation', 'set', 'acme', '--state', 'gone', '--portal', '-', '--languages', 'fr'],
      ['--state invalid', '--portal invalid', '--languages invalid'],
    ],
    [
      ['organisation', 'set', 'acme', '--policy', 'passwordLength=2', '--policy', 'mystery=1'],
      ['--policy passwordLength invalid', '--policy mystery unknown'],
    ],
    [
      ['organisation', 'set', 'acme', '--sender-name', 'me@else.example', '--reply-to', 'nobody', '--policy', 'passwordLength=2'],
      ['--policy passwordLength invalid', '--sender-name invalid', '--reply-to invalid'],
    ],
    [
      [
        'organisation',
        'set',
        'acme',
        ...['twoStepFrom=soon', 'twoStepMethods=app,sms', 'trustedBrowserDays=400'].flatMap((one) => ['--policy', one]),
      ],
      ['--policy trustedBrowserDays invalid', '--policy twoStepFrom invalid', '--policy twoStepMethods invalid'],
    ],
    [['account', 'reset-two-step', 'acme', 'Nobody'], ['USERNAME unknown']],
    [['account', 'add', 'nowhere', 'Piet'], ['PORTAL unknown']],
    [['account', 'add', 'acme', 'JAN'], ['USERNAME taken']],
    [
      ['account', 'add', 'acme', 'Pi\u200bet', '--email', 'x', '--role', 'boss', '--locale', 'fr'],
      ['USERNAME hidden-character', '--email invalid', '--role invalid', '--locale invalid'],
    ],
    [['account', 'add', 'acme', 'Piet', '--password-stdin'], ['--password-stdin too-short']],
    [['account', 'list', 'nowhere'], ['PORTAL unknown']],
    [['account', 'set', 'acme', 'Nobody', '--state', 'closed'], ['USERNAME unknown']],
    [['account', 'set', 'acme', 'Jan', '--state', 'active'], ['--state conflict']],
    [
      ['client', 'add'],
      ['--name missing', 'redirect_uris missing', 'portals missing'],
    ],
    [['client', 'set', 'nobody', '--state', 'active'], ['CLIENT unknown']],
    [['client', 'set', 'app', '--state', 'gone'], ['--state invalid']],
    [['resource', 'add', 'urn:api', '--scopes', 'read'], ['INDICATOR taken']],
    [
      ['resource', 'add', 'api', '--format', 'xml', '--introspected-by', 'nobody'],
      ['INDICATOR invalid', '--format invalid', '--introspected-by unknown'],
    ],
    [['resource', 'set', 'urn:other', '--name', 'x'], ['INDICATOR unknown']],
    [
      ['mail', 'list', '--portal', 'nowhere', '--state', 'gone'],
      ['--portal unknown', '--state invalid'],
    ],
    [['mail', 'retry', 'nothing'], ['MAIL unknown']],
    [['keys', 'rotate'], ['--force conflict']],
  ])('%j: %j', async (line, faults) => {
    const said = await say([...line, '--json'], 'short');
    expect(said).toMatchObject({ code: 1, out: '' });
    const told: { option?: string; field: string; code: string; detail: string }[] = JSON.parse(said.err).faults;
    expect(told.map(({ option, field, code }) => `${option ?? field} ${code}`).sort()).toEqual(faults.toSorted());
    const plain = await say(line, 'short');
    expect(plain).toMatchObject({ code: 1, out: '' });
    expect(plain.err.trim().split('\n').toSorted()).toEqual(
      told.map(({ option, field, code, detail }) => `${option ?? field} ${detail} (${code})`).sort(),
    );
  });
});
