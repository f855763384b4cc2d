import { describe, expect, it } from 'vitest';
import { isFollowed } from './reported-address';

describe('the address of a result backend that a worker reports', () => {
  it.each([
    ['redis://results.example:6379/1', 'redis://broker.example/0'],
    ['redis://10.1.2.3:6379/1', 'redis://broker.example/0'],
    ['redis://localhost:6379/1', 'redis://localhost/0'],
    ['redis://127.0.0.1:6390/1', 'amqp://user:p@127.0.0.1//'],
    ['sentinel://a.example:26379;sentinel://b.example:26379', 'sentinel://a.example'],
    ['redis:///1', 'redis://127.0.0.1/0'],
    ['redis+socket:///run/redis.sock', 'redis+socket:///run/redis.sock'],
    ['rpc://', 'amqp://broker.example'],
    ['disabled://', 'amqp://broker.example'],
    ['db+postgresql://u:p@db.example/results', 'redis://broker.example/0'],
  ])('%s is followed beside the broker %s', (url, broker) => {
    expect(isFollowed(url, broker)).toBe(true);
  });

  it.each([
    'redis://localhost:6379/0',
    'redis://127.0.0.1:6379/0',
    'redis://[::1]:6379/0',
    'redis://[::ffff:127.0.0.1]/0',
    'redis://0.0.0.0/0',
    'redis://169.254.169.254:80/0',
    'redis://metadata.google.internal:80/0',
    'redis://x.localhost/0',
    'redis://2130706433/0',
    'redis://0x7f000001/0',
    'redis://127.1/0',
    'redis://a.example;redis://127.0.0.1',
    'mongodb://a.example,127.0.0.1/x',
    'redis+socket:///run/redis.sock',
    'db+sqlite:////etc/passwd',
    'file:///etc/passwd',
    'redis:///0',
    'redis',
  ])('%s is not', (url) => {
    expect(isFollowed(url, 'redis://broker.example/0')).toBe(false);
  });

  it('that names a file is not, though the broker is on this machine', () => {
    expect(isFollowed('db+sqlite:////etc/passwd', 'redis://localhost/0')).toBe(false);
    expect(isFollowed('redis+socket:///run/other.sock', 'redis+socket:///run/redis.sock')).toBe(false);
  });
});
