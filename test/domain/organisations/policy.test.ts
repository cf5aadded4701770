import { describe, expect, test } from '@jest/globals';
import { policyFaults, policySchema } from '../../../src/domain/organisations/policy.ts';

/** What is said of these settings: name and words of each fault. */
function saidOf(settings: Readonly<Record<string, unknown>>): string[] {
  const parsed = policySchema.try(settings);
  return parsed.ok ? [] : policyFaults(parsed.issues).map(({ setting, detail }) => `${setting} ${detail}`);
}

describe('settled.md 67: a setting that is wrong', () => {
  test.each<[string, unknown, string]>([
    ['passwordLength', 'twelve', 'must be a whole number from 8 to 64'],
    ['passwordLength', 2 ** 53, 'must be a whole number from 8 to 64'],
    ['passwordLength', Number.NaN, 'must be a whole number from 8 to 64'],
    ['twoStep', true, 'must be one of off, optional, required'],
    ['twoStep', ['off'], 'must be one of off, optional, required'],
    ['twoStepFrom', 20270131, 'must be a day such as 2027-01-31, or empty'],
    ['newBrowserMail', 'yes', 'must be true or false'],
    ['networks', '192.0.2.0/24', 'must be a list'],
    ['twoStepMethods', [], 'must be at least one'],
    ['twoStepMethods', ['app', 'app'], 'must name each once'],
    ['mailReplyTo', null, 'must be contact, none, or a mail address with its domain in small ASCII letters'],
    ['constructor', 1, 'is not a setting'],
  ])('%s = %p is told in words of ours', (setting, value, words) => {
    expect(saidOf({ [setting]: value })).toEqual([`${setting} ${words}`]);
  });

  test('is told beside the others', () => {
    expect(saidOf({ passwordLength: 1, mystery: 1, networks: ['x', '192.0.2.0/24', 'y'] }).toSorted()).toEqual([
      'mystery is not a setting',
      'networks must be a range of addresses such as 192.0.2.0/24',
      'networks must be a range of addresses such as 192.0.2.0/24',
      'passwordLength must be a whole number from 8 to 64',
    ]);
  });

  test.each([
    ['networks', 50],
    ['twoStepApps', 50],
    ['twoStepMethods', 3],
    ['singleSignOnDomains', 100],
    ['singleSignOnExceptions', 100],
  ])('%s of a hundred thousand is too long, and nothing else is said of it', (setting, most) => {
    expect(saidOf({ [setting]: Array.from({ length: 100_000 }, () => 'x y') })).toEqual([`${setting} must be a list of at most ${most}`]);
  });
});

test.each(['', '2028-02-29', '0000-02-29', '9999-12-31'])('R14.1: "%s" says from which day a second step is asked', (day) => {
  expect(saidOf({ twoStepFrom: day })).toEqual([]);
});

test.each(['2027-02-29', '+010000-01', '-000001-01', '2027-1-31', '2027-01-31T00:00', ' 2027-01-31', '2027-01-31\n'])(
  'R14.1: "%s" is no day',
  (day) => {
    expect(saidOf({ twoStepFrom: day })).toEqual(['twoStepFrom must be a day such as 2027-01-31, or empty']);
  },
);
