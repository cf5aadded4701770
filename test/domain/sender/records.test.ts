// Records as whoever writes them for others may write them, read without a network.
import { describe, expect, test } from '@jest/globals';
import { checkDkim } from '../../../src/domain/sender/dkim.ts';
import type { LookUpTexts, Sender } from '../../../src/domain/sender/ports.ts';
import { checkSpf } from '../../../src/domain/sender/spf.ts';
import { readTags } from '../../../src/domain/sender/tags.ts';

const SENDER: Sender = { domain: 'acme.nl', spfTerms: [], ownKey: undefined, serverSelectors: [] };
const PROVIDER = { 'spf.provider.nl': 'v=spf1 a mx/24 ip4:198.51.100.0/24 -all' };

async function spf(text: string, ...spfTerms: string[]): Promise<readonly string[]> {
  const names = new Map(Object.entries({ ...PROVIDER, 'acme.nl': text }));
  const { verdict, detail } = await checkSpf(async (name) => [names.get(name) ?? ''], { ...SENDER, spfTerms });
  return [verdict, detail];
}

describe('R9.1 the mail server is in the SPF record', () => {
  test.each([
    ['by what it includes', 'v=spf1 include:spf.provider.nl -all', 'ip4:198.51.100.0/24'],
    ['itself', 'v=spf1 include:spf.provider.nl -all', 'include:SPF.provider.nl'],
    ['by what it redirects to', 'v=spf1 redirect=spf.provider.nl', 'ip4:198.51.100.0/24'],
    ['by the name it stands under', 'v=spf1 include:spf.provider.nl a -all', 'A'],
  ])('%s', async (_, text, term) => {
    expect(await spf(text, term)).toEqual(['passes', 'the record names the mail server']);
  });

  test.each([
    ['another provider', 'v=spf1 include:spf.provider.nl -all', 'include:other.nl'],
    ['what is refused', 'v=spf1 -include:spf.provider.nl a -all', 'ip4:198.51.100.0/24'],
    ['what is left open', 'v=spf1 ?include:spf.provider.nl a -all', 'ip4:198.51.100.0/24'],
    ['the own name of what is included', 'v=spf1 include:spf.provider.nl -all', 'a'],
    ['the own name of what it redirects to', 'v=spf1 redirect=spf.provider.nl', 'mx/24'],
  ])('not by %s', async (_, text, term) => {
    expect(await spf(text, term)).toEqual(['fails', `the record lacks ${term} (VOORDEUR_SPF_TERMS)`]);
  });
});

test.each(['include:', 'redirect='])('a name that is too long to be one is not looked up, nor written into a log (%s)', async (before) => {
  expect(await spf(`v=spf1 ${before}${'x'.repeat(300)}.nl`)).toEqual(['fails', 'the record cannot be read']);
});

test('a list of tags is read up to 4096 characters, and a longer text, which nobody writes for mail, is not looked into', () => {
  const ofLength = (length: number) => 'v=DKIM1; p=AAAA; t=s'.replace('AAAA', (key) => key.padEnd(length - 16, 'A'));
  expect(ofLength(4096)).toHaveLength(4096);
  expect(readTags(ofLength(4096))?.get('t')).toBe('s');
  expect(readTags(ofLength(4097))).toBeUndefined();
});

test('all keys of the mail server are asked for at once, so that DNS that is slow is waited for once', async () => {
  const asked: string[] = [];
  const all = Promise.withResolvers<void>();
  const lookUp: LookUpTexts = async (name) => {
    asked.push(name);
    if (asked.length === 3) all.resolve();
    await all.promise;
    return name.startsWith('b.') ? ['v=DKIM1; p=AAAA'] : 'silent';
  };
  expect(await checkDkim(lookUp, { ...SENDER, serverSelectors: ['a', 'b', 'c'] })).toMatchObject({ verdict: 'passes' });
});
