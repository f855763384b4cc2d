import { describe, expect, it } from 'vitest';
import type { HeldTask } from '../cluster/worker';
import { newWorkerRecord } from '../cluster/worker-record';
import { createRunTimes } from '../metrics/run-times';
import { workerView } from '../workers/worker.fixture';
import type { Sight } from './detector';
import { delivery, NOW, put, record, seenBy, sight, textsOf } from './sight.fixture';
import { taskStuck } from './task-stuck';

const { replies: none } = newWorkerRecord('w1@alpha', 0);
const usual = () => ({ runs: 40, middleSeconds: 1, longestSeconds: 4, everSeconds: 4 });

function heldTask(uuid: string): HeldTask {
  const unknown = { name: null, args: null, kwargs: null, eta: null, startedAt: null, acknowledged: true };
  return { uuid, ...unknown, redelivered: false, routingKey: null, exchange: null, priority: null, workerPid: 7 };
}

/** `a` runs on w1 for so many seconds, and w1 said so a second ago. */
function running(seconds: number, told: Partial<Sight> = {}, conf: Readonly<Record<string, unknown>> = {}): Sight {
  const at = sight({ workers: [workerView('w1@alpha', { active: 1 })], usual, ...told });
  const readAt = { active: NOW - 1, conf: NOW - 1 };
  record(at, 'w1@alpha', { replies: { ...none, activeTasks: [heldTask('a')], conf, readAt } });
  put(at, 'a', { state: 'STARTED', deliveries: [delivery({ startedAt: NOW - seconds })] });
  return at;
}

describe('task-stuck', () => {
  it('tells a run that takes ten times the longest of its type, and the limit that would end it', () => {
    const [finding, ...others] = seenBy(taskStuck, running(90));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'warning',
      subject: { kind: 'task', id: 'a' },
      since: NOW - 90,
      sentence: { values: { because: 'usual', longestSeconds: 4 } },
    });
    expect(finding?.advice.setting).toBe('task_annotations = {"shop.nap": {"soft_time_limit": 60, "time_limit": 70}}');
    for (const text of finding === undefined ? [] : textsOf(finding)) expect(text).not.toMatch(/findings\.|[{}]/);
  });

  it('tells a run beyond the time limit of its worker whatever its type does', () => {
    const seen = (seconds: number) =>
      seenBy(taskStuck, running(seconds, { usual: () => null }, { task_time_limit: 30 }));
    expect(seen(95)).toMatchObject([{ sentence: { values: { because: 'limit', limitSeconds: 30 } } }]);
    expect(seen(80)).toEqual([]);
  });

  it('says of a pool without limits that none would help', () => {
    const workers = [workerView('w1@alpha', { active: 1, pool: 'threads' })];
    const [finding] = seenBy(taskStuck, running(90, { workers }));
    expect(finding?.advice.setting).toBeNull();
    expect(finding === undefined ? '' : textsOf(finding).join('\n')).toContain('The threads pool knows no time limits');
  });

  it('stays silent about a run that is short, or like others, or of a type of which little is known', () => {
    expect(seenBy(taskStuck, running(55))).toEqual([]);
    expect(
      seenBy(taskStuck, running(90, { usual: () => ({ ...usual(), longestSeconds: 10, everSeconds: 10 }) })),
    ).toEqual([]);
    expect(seenBy(taskStuck, running(9000, { usual: () => null }))).toEqual([]);
  });

  it('stays silent about a feed that takes long once an hour between thousands that take a moment', () => {
    const times = createRunTimes();
    times.add({ name: 'shop.nap', runtimeSeconds: 90 }, NOW - 3600);
    for (let run = 0; run < 200; run += 1) times.add({ name: 'shop.nap', runtimeSeconds: 0.01 }, NOW - 60);
    expect(seenBy(taskStuck, running(90, { usual: (name) => times.of(name) }))).toEqual([]);
    expect(seenBy(taskStuck, running(901, { usual: (name) => times.of(name) }))).toMatchObject([
      { sentence: { values: { because: 'usual', longestSeconds: 90 } } },
    ]);
  });

  it('stays silent when the worker does not name it, is silent, or was started anew', () => {
    const unnamed = running(90);
    record(unnamed, 'w1@alpha', { replies: { ...none, activeTasks: [heldTask('b')], readAt: { active: NOW - 1 } } });
    expect(seenBy(taskStuck, unnamed)).toEqual([]);
    for (const told of [{ status: 'unknown' }, { pid: 101 }, { status: 'gone' }] as const)
      expect(seenBy(taskStuck, running(90, { workers: [workerView('w1@alpha', told)] }))).toEqual([]);
  });
});
