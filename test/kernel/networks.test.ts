import { expect, test } from '@jest/globals';
import { isNetworkRange, networkMatcher } from '../../src/kernel/networks.ts';

const LEAST = { ipv4: 16, ipv6: 48 };

test.each(['192.0.2.0/24', '10.1.0.0/16', '192.0.2.7/32', '2001:db8::/48', '2001:db8::1/128', '::1/128', '::ffff:192.0.2.0/112'])(
  '%s is a range that is narrow enough',
  (range) => {
    expect(isNetworkRange(range, LEAST)).toBe(true);
  },
);

test.each([
  '0.0.0.0/0',
  '10.0.0.0/8',
  '10.0.0.0/15',
  '::/0',
  '2001:db8::/47',
  '192.0.2.0/33',
  '::1/129',
  '192.0.2.0',
  '192.0.2.0/',
  'x/24',
])('%s is too wide a range, or none', (range) => {
  expect(isNetworkRange(range, LEAST)).toBe(false);
});

test.each(['::ffff:0:0/96', '::ffff:0.0.0.0/96', '::ffff:10.0.0.0/104', '::/48', '::/64', '::/80'])(
  '%s is within the width of IPv6, but holds more of IPv4 than a range of IPv4 may',
  (range) => {
    expect(networkMatcher([range])('10.9.8.7')).toBe(true);
    expect(isNetworkRange(range, LEAST)).toBe(false);
  },
);
