import { expect, test } from '@jest/globals';
import { useInstallation } from './in-process.ts';

const say = useInstallation();
const json = async (line: readonly string[]) => JSON.parse((await say([...line, '--json'])).out);

test('organisation set: lists with commas or as JSON, days, and nothing to take them away (R14.1)', async () => {
  expect(await say(['organisation', 'add', 'acme', '--name', 'Acme'])).toMatchObject({ code: 0 });
  const twoStep = [
    'twoStep=required',
    'twoStepMethods=app, passkey',
    'twoStepApps=["exam"]',
    'twoStepFrom=2027-01-31',
    'trustedBrowserDays=30',
  ];
  expect(await json(['organisation', 'set', 'acme', ...twoStep.flatMap((setting) => ['--policy', setting])])).toMatchObject({
    policy: {
      twoStep: 'required',
      twoStepMethods: ['app', 'passkey'],
      twoStepApps: ['exam'],
      twoStepFrom: '2027-01-31',
      trustedBrowserDays: 30,
    },
  });
  expect(await json(['organisation', 'set', 'acme', '--policy', 'twoStepApps=', '--policy', 'twoStepFrom='])).toMatchObject({
    policy: { twoStepApps: [], twoStepFrom: '', twoStepMethods: ['app', 'passkey'] },
  });
});
