import { expect, test } from '@jest/globals';
import { requestOf } from '../../src/provider/asked-again.ts';

const asked = (address: string | undefined) => Object.fromEntries(new URLSearchParams(address?.split('?')[1]));

test.each([
  [undefined, 'login', 'login'],
  ['consent', 'login', 'consent login'],
  ['login consent', 'login', 'login consent'],
  ['consent', undefined, 'consent'],
  [undefined, undefined, undefined],
])('OIDC Core 3.1.2.1 a request with prompt %s, made once more with %s, asks for %s', (had, more, wanted) => {
  const address = requestOf(
    { client_id: 'exam', state: 'abc', prompt: had, request_uri: 'urn:used' },
    more === undefined ? {} : { prompt: more },
  );
  expect(asked(address)).toEqual({ client_id: 'exam', state: 'abc', ...(wanted !== undefined && { prompt: wanted }) });
});

test('one that is longer than every part of the way takes is not made', () => {
  expect(requestOf({ client_id: 'exam', state: 'x'.repeat(5000) }, {})).toBeUndefined();
});
