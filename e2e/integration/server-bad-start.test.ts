import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventMessage, taskEvent } from '../support/event-message';
import { runProgram, spawnProgram, startProgram, temporaryFolder, type Program } from '../support/program';
import { freePort, startRedis, waitFor, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

const folder = temporaryFolder();
const isRoot = process.getuid?.() === 0;
let redis: RedisServer;
let names = 0;
const freshFolder = (): string => join(folder.path, `data-${(names += 1)}`);

beforeAll(async () => {
  redis = await startRedis({
    config: ['user default on >open-sesame ~* &* +@all', 'user blind on >blind-word ~* resetchannels -@all +ping'],
    password: 'open-sesame',
  });
});
afterAll(() =>
  stopAll(
    () => redis.stop(),
    () => folder.remove(),
  ),
);

const brokerUrl = (user: string, port = redis.port): string => `redis://${user}@127.0.0.1:${port}/0`;

describe('a start that can not be', () => {
  it.each([
    ['an unknown option', ['--brokr-url', 'redis://x'], '--broker-url'],
    ['a bad URL', ['--broker-url', 'rediss//:secret-word@host'], '--broker-url'],
    ['a broker of another kind', ['--broker-url', 'sqs://key:secret-word@'], 'sqs'],
    ['a bad number', ['--broker-url', 'redis://127.0.0.1:1/0', '--port', '99999'], '--port'],
    [
      'a public address without a password',
      ['--broker-url', 'redis://127.0.0.1:1/0', '--host', '0.0.0.0'],
      '--no-auth',
    ],
  ])('with %s ends with one line that says what to change', async (_what, args, hint) => {
    const { code, output } = await runProgram([...args, '--data-dir', freshFolder()]);
    expect(code).toBe(2);
    expect(output).toMatch(/^celeryscope: [^\n]+\n$/);
    expect(output).toContain(hint);
    expect(output).not.toContain('secret-word');
  });

  it('on a port that is taken names another', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const args = ['--broker-url', brokerUrl(':open-sesame'), '--data-dir', freshFolder(), '--port', String(port)];
    const { code, output } = await runProgram(args);
    other.close();
    expect(code).toBe(2);
    expect(output).toContain(`--port ${port}: another program listens on 127.0.0.1:${port}`);
    expect(output).not.toContain('open-sesame');
  });

  it.each([
    ['a file', () => join(folder.path, 'a-file')],
    ['in a file', () => join(folder.path, 'a-file', 'data')],
    ['where nobody can write', () => '/proc/celeryscope'],
  ])('with a data folder that is %s names the folder and --data-dir', async (_what, path) => {
    writeFileSync(join(folder.path, 'a-file'), '');
    const args = ['--broker-url', brokerUrl(':open-sesame'), '--data-dir', path(), '--port', '0'];
    const { code, output } = await runProgram(args);
    expect(code).toBe(2);
    expect(output).toMatch(/^celeryscope: [^\n]+\n$/);
    expect(output).toContain(path());
    expect(output).toContain('--data-dir');
  });

  it('with a data folder that another Celeryscope uses says so, and leaves that one alone', async () => {
    const dataDir = freshFolder();
    const first = await startProgram({ brokerUrl: brokerUrl(':open-sesame'), dataDir });
    try {
      await first.until('status', '', ({ broker }) => broker.state === 'connected', 'the connection');
      const args = ['--broker-url', brokerUrl(':open-sesame'), '--data-dir', dataDir, '--port', '0'];
      const { code, output } = await runProgram(args);
      expect(code).toBe(1);
      expect(output).toBe(
        `celeryscope: Another Celeryscope writes to ${dataDir}. Stop it, or choose another folder with --data-dir.\n`,
      );
      expect((await first.get('status')).broker.state).toBe('connected');
    } finally {
      expect(await first.stop()).toBe(0);
    }
  });
});

describe('a broker that can not be watched', () => {
  let program: Program;
  const statusWith = async (url: string, code: string): Promise<string> => {
    program = await startProgram({ brokerUrl: url, dataDir: freshFolder() });
    try {
      const { broker } = await program.until('status', '', ({ broker: b }) => b.errorCode === code, code);
      expect(broker.state).toBe('lost');
      expect(broker.retryAt).not.toBeNull();
      expect(await program.request('/api/v1/health')).toMatchObject({ status: 200 });
      expect(await program.request('/api/v1/ready')).toMatchObject({ status: 503 });
      expect(program.output() + JSON.stringify(broker)).not.toMatch(/secret-word|blind-word|open-sesame/);
      return broker.error ?? '';
    } finally {
      expect(await program.stop()).toBe(0);
    }
  };

  it('since nobody listens is told and tried again', async () => {
    expect(await statusWith(brokerUrl(':secret-word', await freePort()), 'ECONNREFUSED')).toContain('127.0.0.1');
  });

  it('since the password is wrong is told', async () => {
    expect(await statusWith(brokerUrl(':secret-word'), 'WRONGPASS')).not.toBe('');
  });

  it('since none was given is told', async () => {
    expect(await statusWith(`redis://127.0.0.1:${redis.port}/0`, 'NOAUTH')).toMatch(/password/);
  });

  it('since it is no Redis is told', async () => {
    const server = createServer((_request, answer) => answer.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await statusWith(`redis://:secret-word@127.0.0.1:${port}/0`, 'NOT_REDIS')).toMatch(/not a Redis|no Redis/);
    server.closeAllConnections();
    server.close();
  });

  it('since the user may do nothing there is told, and not as ready', async () => {
    program = await startProgram({ brokerUrl: brokerUrl('blind:blind-word'), dataDir: freshFolder() });
    try {
      const answer = await waitFor(async () => {
        const { body } = await program.request('/api/v1/ready');
        return JSON.stringify(body).includes('NOPERM') ? body : null;
      }, 'the refusal');
      expect(answer).toMatchObject({ ready: false });
      expect(program.output()).not.toContain('blind-word');
    } finally {
      expect(await program.stop()).toBe(0);
    }
  });
});

describe('a store that can not be used', () => {
  it('since it is damaged is moved aside with a line, and a fresh one begun', async () => {
    const dataDir = freshFolder();
    const args = { brokerUrl: brokerUrl(':open-sesame'), dataDir };
    const first = await startProgram(args);
    await first.until('status', '', ({ broker }) => broker.state === 'connected', 'the connection');
    await first.stop();
    const file = join(dataDir, 'celeryscope.db');
    const bytes = readFileSync(file);
    // Else the journal beside it would heal it.
    rmSync(`${file}-wal`, { force: true });
    writeFileSync(file, Buffer.concat([Buffer.from('this is no database'), bytes.subarray(19, 8000)]));
    const second = await startProgram(args);
    try {
      await second.until('tasks', '', ({ count }) => count.value === 0, 'an empty list');
      expect(second.output()).toContain('The database was damaged');
      const aside = readdirSync(dataDir).filter((name) => name.startsWith('celeryscope.db.damaged-'));
      expect(aside.length).toBeGreaterThan(0);
      expect(second.output()).toContain(aside[0]);
    } finally {
      expect(await second.stop()).toBe(0);
    }
  });

  it.skipIf(isRoot)('since its folder is read-only says so', async () => {
    const dataDir = freshFolder();
    mkdirSync(dataDir, { mode: 0o500 });
    chmodSync(dataDir, 0o500);
    const { code, output } = await runProgram(['--broker-url', brokerUrl(':open-sesame'), '--data-dir', dataDir]);
    expect(code).toBe(2);
    expect(output).toContain("can't be used");
  });

  // root passes every mode, so it meets a file system that is mounted read-only.
  const mounts = (options: string): string | null => {
    const path = freshFolder();
    mkdirSync(path);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'ignore' });
      return path;
    } catch {
      return null;
    }
  };
  const unmount = (path: string): void => void execFileSync('umount', ['-l', path]);
  const canMount = ((): boolean => {
    const path = isRoot ? mounts('size=1m') : null;
    if (path !== null) unmount(path);
    return path !== null;
  })();
  if (!canMount) process.stderr.write('NOT TESTED: a full disk and a read-only mount need root and mount(8).\n');

  it.skipIf(!canMount)('since it is mounted read-only says so', async () => {
    const path = mounts('ro,size=1m') ?? '';
    const args = ['--broker-url', brokerUrl(':open-sesame'), '--data-dir', path, '--port', '0'];
    const { code, output } = await runProgram(args);
    unmount(path);
    expect(code).toBe(2);
    expect(output).toContain('it is on a read-only file system');
  });

  it.skipIf(!canMount)(
    'since the disk is full goes on watching, tells it, and writes again when there is room',
    async () => {
      const path = mounts('size=24m') ?? '';
      const program = await startProgram({ brokerUrl: brokerUrl(':open-sesame'), dataDir: path });
      try {
        await program.until('status', '', ({ broker }) => broker.state === 'connected', 'the connection');
        const publish = (uuid: string): Promise<number> =>
          redis.client.publish(
            '/0.celeryev/task.multi',
            eventMessage([taskEvent('task-sent', uuid, { name: 'x', queue: 'q' })]),
          );
        await publish('before');
        await program.untilTask('before', () => true, 'the task of before');
        let ballast = 0;
        try {
          for (; ballast < 64; ballast += 1) writeFileSync(join(path, `ballast-${ballast}`), Buffer.alloc(1024 * 1024));
        } catch (error) {
          expect(String(error)).toContain('ENOSPC');
        }
        await publish('during');
        const full = await program.until('status', '', ({ collector }) => collector.storeError !== null, 'the error');
        expect(full.collector.storeError).toContain('is full');
        expect(full.broker.state).toBe('connected');
        expect(await program.request('/api/v1/ready')).toMatchObject({ status: 503 });
        expect((await program.get('task', 'before')).task.state).toBe('SENT');
        for (let index = 0; index <= ballast; index += 1) execFileSync('rm', ['-f', join(path, `ballast-${index}`)]);
        await program.until('status', '', ({ collector }) => collector.storeError === null, 'the end of the error');
        await program.untilTask('during', () => true, 'the task that came meanwhile');
      } finally {
        expect(await program.stop()).toBe(0);
        unmount(path);
      }
    },
  );
});

it('ends at once at a second signal', async () => {
  const run = spawnProgram(['--broker-url', brokerUrl(':open-sesame'), '--data-dir', freshFolder(), '--port', '0']);
  await waitFor(
    () => (run.output().includes('http://') ? true : null),
    () => run.output(),
  );
  run.signal('SIGINT');
  run.signal('SIGINT');
  expect([0, 130]).toContain(await run.exited);
});
