import { expect, test } from '@jest/globals';
import { STANDARD_POLICY } from '../../src/domain/organisations/policy.ts';
import { composeSample, everyMail } from './letters.ts';

const MIND = /Let op de hoofdletters\.|Mind the capital letters\./;

test('R2.1 mails with user names say that capitals count where they do, and nothing of it where they do not', async () => {
  const said: Record<string, Set<string>> = { sensitive: new Set(), insensitive: new Set() };
  for (const usernameCase of ['sensitive', 'insensitive'] as const)
    for (const [name, sample, language] of everyMail.filter(([, { root }]) => !root)) {
      const { html, text } = await composeSample(sample, language, { organisation: { policy: { ...STANDARD_POLICY, usernameCase } } });
      if ([html, text].some((each) => MIND.test(each))) said[usernameCase]?.add(name.split(',')[0] ?? '');
    }
  expect([...(said['sensitive'] ?? [])].toSorted()).toEqual(['activation', 'user-names']);
  expect([...(said['insensitive'] ?? [])]).toEqual([]);
});
