import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../config';
import { createAuthorise } from '../http/authorise';
import { NOW } from '../http/cluster.fixture';
import { temporary } from './access.fixture';
import { openAccess } from './open-access';

const FILE = { users: { ada: 'operator' }, emails: { '*@good.com': 'viewer' }, groups: { ops: 'admin' } };
const PROXY = ['--proxy-user-header', 'X-User', '--proxy-groups-header', 'X-Groups', '--trusted-proxies', '10.0.0.1'];

/** As what somebody is let in whose request has these headers; null: not at all. */
function opened(file: object | null = FILE, more: readonly string[] = []) {
  const dataDir = temporary();
  const path = join(dataDir, 'access.json');
  if (file !== null) writeFileSync(path, JSON.stringify(file));
  const args = [...PROXY, ...more, ...(file === null ? [] : ['--access', path])];
  const config = readConfig({ args, env: {}, readFile: () => '' });
  const access = openAccess({ config, place: { kind: 'sqlite', dataDir }, clusters: [null], now: () => NOW });
  onTestFinished(() => access.close());
  const authorise = createAuthorise(access.rules, () => NOW);
  return (headers: Record<string, string>, trusted = true) =>
    authorise({ cluster: null, method: 'GET', headers, address: '127.0.0.1', trusted }, 'view').then(
      ({ name, access: { role } }) => `${name}: ${role}`,
      () => null,
    );
}

it('a proxy that is trusted names who asks, and their groups', async () => {
  const as = opened();
  expect(await as({ 'x-user': 'ada' })).toBe('ada: operator');
  expect(await as({ 'x-user': 'bob', 'x-groups': 'dev, ops' })).toBe('bob: admin');
  expect(await as({ 'x-user': 'me@good.com' })).toBe('me@good.com: viewer');
  expect(await as({ 'x-user': 'me@good.com.evil.com' })).toBeNull();
  expect(await as({ 'x-user': 'bob' })).toBeNull();
  // Without a file whoever it knows looks, and no more.
  expect(await opened(null)({ 'x-user': 'ada' })).toBe('ada: viewer');
});

it('anybody else is nobody, whatever they say they are', async () => {
  const as = opened(FILE, ['--basic-auth', 'ada:correct horse']);
  expect(await as({ 'x-user': 'ada', 'x-groups': 'ops' }, false)).toBeNull();
  const authorization = `Basic ${Buffer.from('ada:correct horse').toString('base64')}`;
  // Groups of a header are not those of who signed in with a password.
  expect(await as({ 'x-user': 'root', 'x-groups': 'ops', authorization }, false)).toBe('ada: operator');
});

it.each(['', '   ', 'ada\u0007', 'ada\nroot', 'a'.repeat(201), '__proto__', 'constructor'])(
  'a proxy that names %j names nobody',
  async (name) => {
    expect(await opened()({ 'x-user': name })).toBeNull();
  },
);

it('the header is not taken where no proxy is trusted', () => {
  const config = readConfig({ args: ['--proxy-user-header', 'X-User'], env: {}, readFile: () => '' });
  const place = { kind: 'sqlite', dataDir: temporary() } as const;
  expect(() => openAccess({ config, place, clusters: [null], now: () => NOW })).toThrow('--trusted-proxies');
});
