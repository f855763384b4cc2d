import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskUrls, parseBrokerUrl, type AmqpUrl, type RedisUrl } from './broker-url';

function redis(text: string): RedisUrl {
  const parsed = parseBrokerUrl(text);
  if (!parsed.ok || parsed.url.kind !== 'redis') throw new Error(parsed.ok ? 'not redis' : parsed.reason);
  return parsed.url;
}

function amqp(text: string): AmqpUrl {
  const parsed = parseBrokerUrl(text);
  if (!parsed.ok || parsed.url.kind !== 'amqp') throw new Error(parsed.ok ? 'not amqp' : parsed.reason);
  return parsed.url;
}

function reason(text: string): string {
  const parsed = parseBrokerUrl(text);
  if (parsed.ok) throw new Error(`${text} was accepted`);
  return parsed.reason;
}

describe('parseBrokerUrl of Redis', () => {
  it('fills in host, port and database', () => {
    expect(redis('redis://').endpoints[0]).toMatchObject({
      host: '127.0.0.1',
      port: 6379,
      db: 0,
      password: null,
      tls: null,
    });
    expect(redis('redis://cache').endpoints[0]).toMatchObject({ host: 'cache', db: 0 });
    expect(redis('redis://cache:6380/').endpoints[0]).toMatchObject({ port: 6380, db: 0 });
    expect(redis('REDIS://cache/15').endpoints[0]).toMatchObject({ db: 15 });
    expect(redis('redis://cache?virtual_host=4').endpoints[0]).toMatchObject({ host: 'cache', db: 4 });
  });

  it('decodes percent-encoded credentials and keeps raw @ and : of a password', () => {
    expect(redis('redis://u%40x:p%40%3A%2F%25@h/0').endpoints[0]).toMatchObject({ username: 'u@x', password: 'p@:/%' });
    expect(redis('redis://:a@b:c@h:1/0').endpoints[0]).toMatchObject({
      username: null,
      password: 'a@b:c',
      host: 'h',
      port: 1,
    });
    expect(redis('redis://:pä+w%zz@h').endpoints[0]).toMatchObject({ password: 'pä+w%zz' });
    expect(redis('redis://:@h').endpoints[0]).toMatchObject({ username: null, password: null });
    expect(redis('redis://user@h').endpoints[0]).toMatchObject({ username: 'user', password: null });
  });

  it('reads IPv6 addresses in brackets', () => {
    expect(redis('redis://:p@[::1]:6380/2').endpoints[0]).toMatchObject({ host: '::1', port: 6380, db: 2 });
    expect(redis('redis://[fe80::1%25eth0]').display).toBe('redis://[fe80::1%25eth0]:6379/0');
  });

  it('reads the path, database and password of a unix socket', () => {
    const url = redis('redis+socket:///run/redis/r.sock?virtual_host=3&password=geheim');
    expect(url.endpoints[0]).toMatchObject({ path: '/run/redis/r.sock', db: 3, password: 'geheim' });
    expect(url.display).toBe('redis+socket:///run/redis/r.sock?virtual_host=3');
    expect(redis('unix://:pw@/r.sock').endpoints[0]).toMatchObject({ path: '/r.sock', password: 'pw', db: 0 });
  });

  it('reads TLS options of rediss', () => {
    expect(redis('rediss://h').endpoints[0].tls).toMatchObject({ verify: true, checkHostname: true, caFile: null });
    const query =
      'ssl_cert_reqs=CERT_NONE&ssl_ca_certs=%2Fca.pem&ssl_certfile=c&ssl_keyfile=k&ssl_check_hostname=False';
    expect(redis(`rediss://h/1?${query}`).endpoints[0].tls).toEqual({
      verify: false,
      checkHostname: false,
      caFile: '/ca.pem',
      certFile: 'c',
      keyFile: 'k',
      keyPassword: null,
    });
  });

  it('gathers sentinels, their options and the credentials of the data server', () => {
    const url = redis('sentinel://:pw@s1/2;sentinel://s2:26380;s3?master_name=ignored');
    expect(url.sentinels?.nodes).toEqual([
      { host: 's1', port: 26379 },
      { host: 's2', port: 26380 },
      { host: 's3', port: 26379 },
    ]);
    expect(url.endpoints).toHaveLength(1);
    expect(url.endpoints[0]).toMatchObject({ db: 2, password: 'pw' });
    expect(redis('sentinel://s1/0?master_name=mymaster&sentinel_password=sp').sentinels).toMatchObject({
      masterName: 'mymaster',
      password: 'sp',
    });
  });

  it('keeps a failover list in its order', () => {
    const url = redis('redis://:a@h1/1 ; redis://:b@h2/1');
    expect(url.endpoints.map(({ host, password }) => [host, password])).toEqual([
      ['h1', 'a'],
      ['h2', 'b'],
    ]);
    expect(url.display).toBe('redis://h1:6379/1;redis://h2:6379/1');
  });
});

describe('parseBrokerUrl of AMQP', () => {
  it('tells the vhosts apart that differ by a slash', () => {
    expect(amqp('amqp://h').endpoints[0].vhost).toBe('/');
    expect(amqp('amqp://h/').endpoints[0].vhost).toBe('/');
    expect(amqp('amqp://h//').endpoints[0].vhost).toBe('/');
    expect(amqp('amqp://h/%2F').endpoints[0].vhost).toBe('/');
    expect(amqp('amqp://h/shop').endpoints[0].vhost).toBe('shop');
    expect(amqp('amqp://h//shop').endpoints[0].vhost).toBe('/shop');
    expect(amqp('amqp://h/a%20b').display).toBe('amqp://h:5672/a%20b');
    expect(amqp('amqp://u:p@h//').display).toBe('amqp://h:5672//');
  });

  it('defaults to guest, and to the TLS port of amqps', () => {
    expect(amqp('amqp://').endpoints[0]).toMatchObject({ username: 'guest', password: 'guest', port: 5672, tls: null });
    expect(amqp('amqps://u:p@h').endpoints[0]).toMatchObject({ port: 5671, tls: { verify: true } });
  });

  it('lets later entries of a failover list take what they leave out from the first', () => {
    const [first, second] = amqp('pyamqp://u:p@h1/shop;h2:5673').endpoints;
    expect(second).toEqual({ ...first, host: 'h2', port: 5673 });
  });
});

describe('what a bad URL is told', () => {
  const bad: readonly (readonly [string, RegExp])[] = [
    ['', /empty/],
    ['localhost:6379', /starts with a scheme/],
    ['sqs://x', /sqs:\/\/ can't be watched/],
    ['constructor://x', /can't be watched/],
    ['redis://:p/w@h:6379/0', /write them as %2F/],
    ['redis://:p#w@h:6379/0', /%23/],
    ['redis://h:port/0', /host and port/],
    ['redis://h:70000', /between 1 and 65535/],
    ['redis://::1/0', /brackets/],
    ['redis://h/shop', /number of the database/],
    ['redis://h/-1', /number of the database/],
    ['redis+socket://', /names the socket file/],
    ['redis://a;amqp://b', /one kind/],
    ['rediss://h?ssl_cert_reqs=maybe', /ssl_cert_reqs/],
  ];

  it.each(bad)('%s', (text, pattern) => {
    expect(reason(text)).toMatch(pattern);
    expect(reason(text)).not.toContain('\n');
  });

  it('never contains a password', () => {
    for (const text of [
      'redis://u:hunter2@h:x/0',
      'redis://u:hun/ter2@h',
      'nope://u:hunter2@h',
      'redis://u:hunter2@h/x',
    ]) {
      expect(reason(text)).not.toMatch(/hun|ter2/);
    }
  });
});

it('masks a password with an apostrophe, which percent-encoding leaves in place', () => {
  expect(maskUrls("at redis://user:it's@host:1234/5 it failed")).toBe('at redis://***@host:1234/5 it failed');
});

describe('properties', () => {
  it('any password comes back when it is percent-encoded, and never shows', () => {
    const secret = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(secret, secret, (user, password) => {
        const text = `redis://${encodeURIComponent(user)}:${encodeURIComponent(password)}@host:1234/5`;
        const url = redis(text);
        expect(url.endpoints[0]).toMatchObject({ username: user, password, host: 'host', port: 1234, db: 5 });
        expect(url.display).toBe('redis://host:1234/5');
        expect(maskUrls(`at ${text} it failed`)).toBe('at redis://***@host:1234/5 it failed');
      }),
    );
  });

  it('any text at all is parsed or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.constantFrom('redis://', 'sentinel://', 'amqp://', 'unix://', ''), fc.string(), (scheme, rest) => {
        const parsed = parseBrokerUrl(scheme + rest);
        expect(typeof parsed.ok).toBe('boolean');
      }),
    );
  });
});

describe('maskUrls', () => {
  it('masks every URL of a text, also those that do not parse', () => {
    expect(maskUrls('redis://:a/b@h and amqp://u:p@h2//')).toBe('redis://***@h and amqp://***@h2//');
    expect(maskUrls('sentinel://:a@h1;sentinel://:b@h2')).toBe('sentinel://***@h1;sentinel://***@h2');
    expect(maskUrls('redis://h/0 nothing to hide')).toBe('redis://h/0 nothing to hide');
  });
});
