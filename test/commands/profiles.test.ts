import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { useCommandLine } from './command-line.ts';

const line = useCommandLine();

test('a registration for a security profile says all that is missing at once, and for certificates what the server must be told first', async () => {
  const file = join(line().folder, 'bank.json');
  await writeFile(file, JSON.stringify({ security_profile: 'fapi2', portals: '*', redirect_uris: ['http://localhost/cb'] }));
  const said = await line().run(['client', 'add', '--name', 'Bank', '--json', 'bank.json']);
  expect(said.code).not.toBe(0);
  for (const word of ['token_endpoint_auth_method', 'dpop_bound_access_tokens', 'redirect_uris']) expect(said.err).toContain(word);
  await writeFile(
    file,
    JSON.stringify({
      token_endpoint_auth_method: 'tls_client_auth',
      tls_client_auth_san_dns: 'b.nl',
      portals: '*',
      redirect_uris: ['https://b.nl/cb'],
    }),
  );
  expect((await line().run(['client', 'add', '--name', 'Bank', '--json', 'bank.json'])).err).toContain(
    'VOORDEUR_CLIENT_CERTIFICATE_HEADER',
  );
});
