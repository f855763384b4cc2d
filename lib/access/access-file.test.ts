import { describe, expect, it } from 'vitest';
import { grantOf, readAccessFile, type AccessFile, type Known } from './access-file';

const read = (file: unknown): AccessFile => {
  const parsed = readAccessFile(JSON.stringify(file));
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.file;
};
const user = (name: string, more: Partial<Known> = {}): Known => ({
  kind: 'user',
  name,
  email: null,
  groups: [],
  ...more,
});

describe('an access file', () => {
  it('gives the most exact role: the user’s own, the e-mail’s, the strongest group’s, the default', () => {
    const file = read({
      default: 'viewer',
      users: { ada: 'none', bob: { role: 'operator', queues: ['mail*'] } },
      emails: { 'boss@good.com': 'admin', '*@good.com': 'operator' },
      groups: { ops: 'operator', root: 'admin' },
    });
    const roleOf = (who: Known) => grantOf(file, who, null)?.role ?? null;
    expect(roleOf(user('ada', { groups: ['root'] }))).toBeNull();
    expect(grantOf(file, user('bob'), null)).toMatchObject({
      role: 'operator',
      scope: { queues: ['mail*'], tasks: null },
    });
    expect(roleOf(user('x', { email: 'boss@good.com' }))).toBe('admin');
    expect(roleOf(user('x', { email: 'me@good.com', groups: ['root'] }))).toBe('operator');
    expect(roleOf(user('x', { email: 'me@good.com.evil.com' }))).toBe('viewer');
    expect(roleOf(user('x', { groups: ['ops', 'root', 'unknown'] }))).toBe('admin');
    expect(roleOf(user('x'))).toBe('viewer');
  });

  it('gives nothing to whom it does not name, nor by names that every object has', () => {
    const file = read({ users: { ada: 'admin' } });
    for (const name of ['bob', '__proto__', 'constructor', 'toString', ''])
      expect(grantOf(file, user(name, { groups: ['constructor'] }), null)).toBeNull();
    // A token that has the name of a user is not that user.
    expect(grantOf(file, { ...user('ada'), kind: 'token' }, null)).toBeNull();
  });

  it('may say it for each cluster', () => {
    const file = read({ users: { ada: { role: 'viewer', clusters: { staging: 'admin', secret: 'none' } } } });
    const roles = ['staging', 'secret', 'prod', 'constructor', null].map(
      (name) => grantOf(file, user('ada'), name)?.role,
    );
    expect(roles).toEqual(['admin', undefined, 'viewer', 'viewer', 'viewer']);
  });

  it.each([
    ['{', 'it is not valid JSON'],
    ['[]', 'the file'],
    ['{"users": {"ada": "boss"}}', 'users.ada must be a role'],
    ['{"users": {"ada": {"role": "viewer", "queue": ["a"]}}}', 'users.ada Unrecognized key: "queue"'],
    ['{"user": {}}', 'Unrecognized key'],
    ['{"argumentsFrom": "all"}', 'argumentsFrom must be one of viewer, operator, admin'],
    ['{"users": {"ada": {"role": "viewer", "queues": ["a b*"]}}}', 'users.ada'],
  ])('is refused with the place: %s', (text, reason) => {
    const parsed = readAccessFile(text);
    expect(parsed.ok ? '' : parsed.reason).toContain(reason);
  });
});
