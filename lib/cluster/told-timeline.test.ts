import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCapture } from '@/e2e/captures/read-capture';
import type { TimelineEntry } from '../api/views';
import type { CustomTaskEvent, TaskEvent } from '../celery/event';
import { taskEvent } from './event.fixture';
import { reduceTask } from './reduce-task';
import type { Task } from './task';
import { mergeTimeline, noLongerTold, tells, toldTimeline } from './told-timeline';
import { timelineEntry } from './timeline-entry';

type AnyTaskEvent = TaskEvent | CustomTaskEvent;

/** What an ingest keeps beside each task, and the tasks. */
function taken(events: readonly AnyTaskEvent[]) {
  const tasks = new Map<string, Task>();
  const kept = new Map<string, TimelineEntry[]>();
  for (const event of events) {
    const before = tasks.get(event.uuid) ?? null;
    const after = reduceTask(before, event, event.timestamp);
    tasks.set(event.uuid, after);
    const entries = kept.get(event.uuid) ?? [];
    kept.set(event.uuid, entries);
    if (!tells(after, event)) entries.push(timelineEntry(event));
    entries.push(...noLongerTold(before, after));
  }
  return { tasks, kept };
}

function missing(events: readonly AnyTaskEvent[]): readonly TimelineEntry[] {
  const { tasks, kept } = taken(events);
  return events.map(timelineEntry).filter((entry, index) => {
    const uuid = events[index]?.uuid ?? '';
    const task = tasks.get(uuid);
    const merged = task === undefined ? [] : mergeTimeline(task, kept.get(uuid) ?? []);
    return !merged.some((one) => JSON.stringify(one) === JSON.stringify(entry));
  });
}

const captures = readdirSync('e2e/captures')
  .filter((name) => /^redis-.*(?<!commands)\.jsonl$|scenarios-events/.test(name))
  .map((name) => name.replace('.jsonl', ''));

describe('the timeline that a task tells', () => {
  it.each(captures)('of %s is whole together with what is kept beside it', (name) => {
    const events = readCapture(name)
      .events.map(({ event }) => event)
      .filter((event) => event.kind !== 'worker');
    expect(events.length).toBeGreaterThan(0);
    expect(missing(events)).toEqual([]);
    expect(missing(events.toReversed())).toEqual([]);
  });

  it('is all there is of a task that was sent, received, started and succeeded', () => {
    const events = [
      taskEvent('task-sent', 10, { hostname: 'gen1@web', queue: 'mail', retries: 0 }),
      taskEvent('task-received', 11, { retries: 0 }),
      taskEvent('task-started', 12),
      taskEvent('task-succeeded', 13, { result: "'done'", runtimeSeconds: 1 }),
    ];
    const { tasks, kept } = taken(events);
    const task = tasks.get('u1');
    expect(kept.get('u1')).toEqual([]);
    expect(task === undefined ? null : toldTimeline(task)).toEqual(events.map(timelineEntry));
  });

  it('keeps what only the event says: an eta, a revocation, a custom state', () => {
    const events: AnyTaskEvent[] = [
      taskEvent('task-received', 11, { retries: 0, eta: 500 }),
      taskEvent('task-revoked', 12, { terminated: true, signum: '9' }),
      {
        ...taskEvent('task-started', 13),
        kind: 'custom',
        type: 'task-progress',
        state: 'PROGRESS',
        fields: { done: 3 },
      },
    ];
    expect(
      taken(events)
        .kept.get('u1')
        ?.map(({ text }) => text),
    ).toEqual(['eta 1970-01-01T00:08:20.000Z', 'terminated while it ran, signal 9', 'done: 3']);
    expect(missing(events)).toEqual([]);
  });

  it('keeps an end that another one of the same run replaces', () => {
    const events = [
      taskEvent('task-received', 11),
      taskEvent('task-started', 12),
      taskEvent('task-failed', 13, { exception: 'TimeLimitExceeded(2,)' }),
      taskEvent('task-failed', 14, { exception: 'TimeLimitExceeded(2,)' }),
      taskEvent('task-cancelled', 15),
    ];
    expect(missing(events)).toEqual([]);
  });

  it('keeps the lines of deliveries that are let go', () => {
    const events = Array.from({ length: 90 }, (_, n) => [
      taskEvent('task-received', 100 + 3 * n, { retries: 0 }),
      taskEvent('task-started', 101 + 3 * n),
      taskEvent('task-failed', 102 + 3 * n, { exception: `Oops(${n})` }),
    ]).flat();
    expect(missing(events)).toEqual([]);
  });

  it('does not show a line twice that was told twice', () => {
    const event = taskEvent('task-started', 12);
    const { tasks, kept } = taken([event, event, event]);
    const task = tasks.get('u1');
    expect(task === undefined ? [] : mergeTimeline(task, kept.get('u1') ?? [])).toEqual([timelineEntry(event)]);
  });
});
