import { describe, expect, it } from 'vitest';
import { denialOf, toBrokerError } from './redis-errors';

describe('toBrokerError', () => {
  it.each([
    ['connect ECONNREFUSED 127.0.0.1:6379', 'ECONNREFUSED'],
    ['getaddrinfo ENOTFOUND cache', 'ENOTFOUND'],
    ['WRONGPASS invalid username-password pair or user is disabled.', 'WRONGPASS'],
    ['ERR invalid password', 'WRONGPASS'],
    ['NOAUTH Authentication required.', 'NOAUTH'],
    [
      'ERR AUTH <password> called without any password configured for the default user. Are you sure?',
      'NO_PASSWORD_SET',
    ],
    ['ERR DB index is out of range', 'BAD_DB'],
    ['LOADING Redis is loading the dataset in memory', 'LOADING'],
    ["MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.", 'MISCONF'],
    ["READONLY You can't write against a read only replica.", 'READONLY'],
    ["OOM command not allowed when used memory > 'maxmemory'.", 'OOM'],
    ["NOPERM this user has no permissions to run the 'zrange' command", 'NOPERM'],
    ['ERR max number of clients reached', 'MAXCLIENTS'],
    ['Unknown RESP type 72 "H". Please report this.', 'NOT_REDIS'],
    ['Unknown RESP type 21 "\\u0015". Please report this.', 'TLS_MISMATCH'],
    ['self-signed certificate in certificate chain', 'TLS_CERTIFICATE'],
    ['Command timed out', 'TIMEOUT'],
    ['Connection is closed.', 'BROKER_LOST'],
    ['read ECONNRESET', 'BROKER_LOST'],
    ['something never seen', 'REDIS_ERROR'],
  ])('%s', (message, code) => {
    const error = toBrokerError(new Error(message), 'h:1');
    expect(error).toMatchObject({ name: 'BrokerError', code });
    expect(error.message).toContain('h:1');
    expect(error.message).not.toContain('\n');
  });

  it('carries neither the command nor its arguments, the password among them', () => {
    const outside = Object.assign(new Error('boom redis://u:hunter2@h'), {
      command: { name: 'auth', args: ['hunter2'] },
    });
    const error = toBrokerError(outside, 'h:1');
    expect(error.cause).toBeUndefined();
    expect(JSON.stringify([error, error.message, error.stack])).not.toContain('hunter2');
  });
});

describe('denialOf', () => {
  it('names the command that an ACL forbids, and nothing for other errors', () => {
    expect(denialOf(new Error('NOPERM this user has no permissions'), 'zrange')).toBe('NOPERM zrange');
    expect(denialOf(new Error("READONLY You can't write"), 'sadd')).toBe('READONLY');
    expect(denialOf(new Error('ERR syntax error'), 'zrange')).toBeNull();
  });
});
