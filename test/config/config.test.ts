import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig } from '../../src/config/config.ts';
import { hours, minutes, seconds } from '../../src/kernel/duration.ts';
import { faultsOf, PRODUCTION } from './environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('without any variable', () => {
  it('the installation runs on this machine alone, with the documented defaults', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      production: false,
      issuer: 'http://localhost:3000',
      listen: { host: '127.0.0.1', port: 3000 },
      privateListen: { host: '127.0.0.1', port: 9090 },
      keyring: undefined,
      argon2: { memoryKib: 19_456, passes: 2, lanes: 1 },
      hashing: { waiting: 20, wait: seconds(3) },
      lifetimes: {
        session: { absolute: hours(12), idle: minutes(60) },
        accessToken: minutes(10),
        refreshIdle: hours(24),
        refreshAbsolute: hours(720),
        refreshLeeway: seconds(3),
      },
      privateNetworkHosts: [],
    });
    expect(config.database.url.reveal()).toBe('sqlite:data/voordeur.sqlite');
    expect(config.hashing.running).toBeGreaterThanOrEqual(1);
    expect(config.hashing.running).toBeLessThanOrEqual(8);
  });

  it('an empty variable is an absent one', () => {
    expect(readConfig({ VOORDEUR_PORT: '', VOORDEUR_KEYRING: '', VOORDEUR_KEYRING_FILE: '' })).toEqual(readConfig({}));
  });
});

describe('what is set', () => {
  it('reaches its room, lives in milliseconds', () => {
    const config = readConfig({
      VOORDEUR_ISSUER: 'https://login.acme.nl',
      VOORDEUR_HOST: '0.0.0.0',
      VOORDEUR_PRIVATE_PORT: '0',
      VOORDEUR_SESSION_HOURS: '24',
      VOORDEUR_REFRESH_LEEWAY_SECONDS: '0',
      VOORDEUR_ARGON2_MEMORY_KIB: '65536',
      VOORDEUR_LOG_LEVEL: 'silent',
      VOORDEUR_PRIVATE_NETWORK_HOSTS: 'app.internal:8443, 10.0.0.7,',
    });
    expect(config.issuer).toBe('https://login.acme.nl');
    expect(config.listen.host).toBe('0.0.0.0');
    expect(config.privateListen).toBeUndefined();
    expect(config.lifetimes.session.absolute).toBe(hours(24));
    expect(config.lifetimes.refreshLeeway).toBe(0);
    expect(config.argon2.memoryKib).toBe(65_536);
    expect(config.logLevel).toBe('silent');
    expect(config.privateNetworkHosts).toEqual(['app.internal:8443', '10.0.0.7']);
  });

  it('may be the PORT a hosting platform gives, unless ours is there too', () => {
    expect(readConfig({ PORT: '8080' }).listen.port).toBe(8080);
    expect(readConfig({ PORT: '8080', VOORDEUR_PORT: '8081' }).listen.port).toBe(8081);
    expect(faultsOf({ PORT: 'tcp://10.0.0.1:80' })).toEqual(['PORT must be a whole number']);
  });

  it('may be a secret in a file, without the line end an editor adds', () => {
    const environment = {
      VOORDEUR_KEYRING_FILE: file('keyring', '{"roots":[]}\n'),
      VOORDEUR_DATABASE_FILE: file('db', 'postgres://a:b@c/d\r\n'),
    };
    const config = readConfig(environment);
    expect(config.keyring?.reveal()).toBe('{"roots":[]}');
    expect(config.database.url.reveal()).toBe('postgres://a:b@c/d');
  });

  it('is never printed when it is secret', () => {
    expect(JSON.stringify(readConfig(PRODUCTION))).not.toMatch(/hush|roots/);
  });
});

describe('the token of /metrics (R18.3)', () => {
  const token = 'q2Zb'.repeat(11);

  it('is none unless it is set, may stand in a file, and is never printed', () => {
    expect(readConfig({}).metricsToken).toBeUndefined();
    const config = readConfig({ VOORDEUR_METRICS_TOKEN_FILE: file('token', `${token}=\n`) });
    expect(config.metricsToken?.reveal()).toBe(`${token}=`);
    expect(JSON.stringify(config)).not.toContain(token);
  });

  it('needs the private listener, for there is no other place where it is asked for', () => {
    expect(faultsOf({ VOORDEUR_METRICS_TOKEN: token, VOORDEUR_PRIVATE_PORT: '0' })).toEqual([
      'VOORDEUR_METRICS_TOKEN needs VOORDEUR_PRIVATE_PORT to be a port',
    ]);
  });
});

describe('what is wrong', () => {
  it('is said all at once, one fault a line, each by its variable', () => {
    const environment = { VOORDEUR_PORT: '0', VOORDEUR_SESION_HOURS: '3', VOORDEUR_LOG_LEVEL: 'loud', VOORDEUR_ISSUER: 'https://a.nl/x' };
    expect(() => readConfig(environment)).toThrow(
      new ConfigError([
        'VOORDEUR_SESION_HOURS is not a variable we know',
        'VOORDEUR_ISSUER must be an https origin such as https://login.example.org: no path, no slash at the end',
        'VOORDEUR_PORT must be at least 1',
        'VOORDEUR_LOG_LEVEL must be one of debug, info, warn, error, silent',
      ]),
    );
    expect(new ConfigError(['A is wrong', 'B too']).message).toBe('the configuration is wrong:\n  A is wrong\n  B too');
  });

  it.each(['3000.5', '-1', '1e3', '0x10', ' 3000', '99999999999'])('a port of %j is no whole number', (port) => {
    expect(faultsOf({ VOORDEUR_PORT: port })).toEqual(['VOORDEUR_PORT must be a whole number']);
  });

  it.each(['https://a.nl/', 'https://a.nl/x', 'https://u:p@a.nl', 'http://a.nl', 'a.nl', 'https://A.nl', 'https://a.nl:443', 'ftp://a.nl'])(
    'an issuer of %j is no origin we can be',
    (issuer) => {
      expect(faultsOf({ VOORDEUR_ISSUER: issuer })).toHaveLength(1);
    },
  );

  it.each([
    ['VOORDEUR_ARGON2_MEMORY_KIB', '19455'],
    ['VOORDEUR_ARGON2_TIME', '1'],
    ['VOORDEUR_SESSION_IDLE_MINUTES', '61'],
    ['VOORDEUR_ACCESS_TOKEN_MINUTES', '16'],
    ['VOORDEUR_REFRESH_LEEWAY_SECONDS', '11'],
    ['VOORDEUR_TRUSTED_PROXY_HOPS', '6'],
    ['VOORDEUR_DATABASE_POOL', '101'],
    ['VOORDEUR_DATABASE', 'mysql://db'],
    ['VOORDEUR_MAIL_FROM', 'Voordeur <a@b.nl>'],
    ['VOORDEUR_PRIVATE_NETWORK_HOSTS', 'https://app.internal'],
    ['VOORDEUR_HOST', 'http://0.0.0.0'],
    ['VOORDEUR_METRICS_TOKEN', 'x'.repeat(42)],
    ['VOORDEUR_METRICS_TOKEN', `${'x'.repeat(43)} y`],
    ['NODE_ENV', 'Production'],
    ['VOORDEUR_MAIL_FROM_FILE', '/etc/hostname'],
  ])('%s=%s is below a floor, above a ceiling, or not of its kind', (name, value) => {
    const faults = faultsOf({ [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${name} `));
  });

  it('about a secret never shows it', () => {
    const faults = faultsOf({ VOORDEUR_DATABASE: 'mysql://voordeur:hush@db', VOORDEUR_KEYRING_FILE: join(folder, 'none') });
    expect(faults).toEqual([
      'VOORDEUR_DATABASE must be sqlite:<path> or postgres://…',
      'VOORDEUR_KEYRING_FILE names a file that cannot be read',
    ]);
  });

  it('is a secret given twice, or a file with nothing in it', () => {
    const path = file('blank', ' \n');
    expect(faultsOf({ VOORDEUR_KEYRING: '{}', VOORDEUR_KEYRING_FILE: file('one', '{}') })).toEqual([
      'VOORDEUR_KEYRING and VOORDEUR_KEYRING_FILE are both set; keep one',
    ]);
    expect(faultsOf({ VOORDEUR_KEYRING_FILE: path })).toEqual(['VOORDEUR_KEYRING_FILE names an empty file']);
  });
});
