import { describe, expect, it } from 'vitest';
import { createPeriodicLog } from './periodic';
import { newTask } from './reduce-task';
import type { Task } from './task';
import { newWorkerRecord, type WorkerRecord } from './worker-record';

function worker(hostname: string, beat_schedule: Readonly<Record<string, unknown>>): WorkerRecord {
  const record = newWorkerRecord(hostname, 0);
  return { ...record, replies: { ...record.replies, conf: { beat_schedule } } };
}

function task(uuid: string, told: Partial<Task> = {}): Task {
  return { ...newTask(uuid, 0), name: 'shop.add', args: '[1, 2]', kwargs: '{}', client: 'gen7@beat', ...told };
}

const tick = { task: 'shop.add', schedule: 3, args: [1, 2] };

describe('the periodic log', () => {
  it('remembers who sent an entry when, each message once', () => {
    const log = createPeriodicLog();
    log.learn([worker('w1@alpha', { tick })]);
    log.seen(task('a', { client: null }), 10);
    log.seen(task('a'), 11);
    log.seen(task('b'), 13);
    expect(log.list()).toMatchObject([
      {
        entry: { name: 'tick', everySeconds: 3 },
        worker: 'w1@alpha',
        fires: [
          { uuid: 'a', at: 10, client: 'gen7@beat' },
          { uuid: 'b', at: 13 },
        ],
      },
    ]);
  });

  it('leaves out other arguments, retries, and what a task sent', () => {
    const log = createPeriodicLog();
    log.learn([worker('w1@alpha', { tick })]);
    for (const told of [{ args: '(1, 3)' }, { retries: 1 }, { parentId: 'p' }, { name: 'shop.mail' }])
      log.seen(task('a', told), 10);
    expect(log.list()[0]?.fires).toEqual([]);
  });

  it('forgets what no worker tells any more, and goes on with what is told', () => {
    const log = createPeriodicLog();
    log.learn([worker('w1@alpha', { tick })]);
    log.seen(task('a'), 10);
    log.learn([worker('w2@beta', { tick })]);
    expect(log.list()).toMatchObject([{ worker: 'w2@beta', fires: [{ uuid: 'a' }] }]);
    log.learn([]);
    expect(log.list()).toEqual([]);
  });

  it('does not tell apart entries that send the same, nor workers that do not agree', () => {
    const log = createPeriodicLog();
    log.learn([worker('w1@alpha', { tick, tock: tick })]);
    expect(log.list()).toEqual([]);
    log.learn([worker('w1@alpha', { tick }), worker('w2@beta', { tick: { ...tick, schedule: 9 } })]);
    expect(log.list()).toEqual([]);
  });

  it('keeps the newest hundred', () => {
    const log = createPeriodicLog();
    log.learn([worker('w1@alpha', { tick })]);
    for (let index = 0; index < 150; index += 1) log.seen(task(`t${index}`), index);
    const [periodic] = log.list();
    expect(periodic?.fires).toHaveLength(100);
    expect(periodic?.fires.at(-1)?.uuid).toBe('t149');
  });

  it('takes what stands in redbeat for what is sent, whatever the first settings were', () => {
    const log = createPeriodicLog();
    const entry = { name: 'tick', task: 'shop.add', key: '1, 2 {}', everySeconds: 60, expires: false };
    log.learn([worker('w1@alpha', { tick })], { entries: [entry], at: 40 });
    expect(log.list()).toMatchObject([{ source: 'redbeat', readAt: 40, entry: { everySeconds: 60 } }]);
  });

  it('follows what is sent at an even pace without a schedule that is known, until one is', () => {
    const log = createPeriodicLog();
    for (let index = 0; index < 8; index += 1) log.seen(task(`t${index}`), index * 3 * 10);
    expect(log.list()).toMatchObject([{ source: 'seen', entry: { task: 'shop.add', everySeconds: 30 } }]);
    log.learn([worker('w1@alpha', { tick })]);
    const [periodic, ...others] = log.list();
    expect(others).toEqual([]);
    expect(periodic).toMatchObject({ source: 'conf', worker: 'w1@alpha' });
    expect(periodic?.fires).toHaveLength(8);
  });
});
