import { describe, expect, it } from 'vitest';
import type { TaskEvent, TaskEventType } from '../../celery/event';
import { taskEvent } from '../../cluster/event.fixture';
import { reduceTask } from '../../cluster/reduce-task';
import type { Task } from '../../cluster/task';
import { ExporterCounts, exporterHost, rowsOfExporter } from './exporter-counts';

function fed(counts: ExporterCounts, ...events: readonly (readonly [TaskEventType, number, Partial<TaskEvent>?])[]) {
  let task: Task | null = null;
  for (const [type, at, fields] of events) {
    const event = taskEvent(type, at, fields);
    task = reduceTask(task, event, at);
    counts.take(event, task, at);
  }
  return counts.told();
}

const sent = (queue: string | null) => ['task-sent', 9, { name: 'shop.pay', hostname: 'gen7@web', queue }] as const;
const received = ['task-received', 10, { name: 'shop.pay' }] as const;

describe('the counts of celery-exporter', () => {
  it('are by task, host and queue, with the wait in the queue and the run time', () => {
    const told = fed(
      new ExporterCounts([0.1, 1], 10),
      sent('mail'),
      received,
      ['task-started', 12],
      ['task-succeeded', 13, { runtimeSeconds: 0.5 }],
    );
    expect(told.map(({ host }) => host)).toEqual(['web', 'alpha']);
    expect(told[0]?.cells).toMatchObject([{ name: 'shop.pay', queue: 'mail', byType: [1, 0, 0, 0, 0, 0, 0, 0] }]);
    expect(told[1]?.cells).toMatchObject([
      { name: 'shop.pay', queue: 'mail', byType: [0, 1, 1, 1, 0, 0, 0, 0], runs: { sum: 0.5 }, waits: { sum: 3 } },
    ]);
  });

  it('call a queue that is not known celery, and count no wait of a task that was not seen to be sent', () => {
    const told = fed(new ExporterCounts([], 10), received, ['task-started', 12]);
    expect(told[0]?.cells).toMatchObject([{ queue: 'celery', waits: null }]);
  });

  it('leave the time until the eta out of the wait', () => {
    const later = { name: 'shop.pay', hostname: 'gen7@web', queue: 'mail', eta: 60 };
    const told = fed(new ExporterCounts([], 10), ['task-sent', 9, later], ['task-started', 62]);
    expect(told[1]?.cells[0]?.waits?.sum).toBe(2);
  });

  it('count failures by exception, at most ten different ones', () => {
    const counts = new ExporterCounts([], 10);
    for (let index = 0; index < 30; index += 1)
      fed(counts, received, ['task-failed', 12, { exception: `Error${index}('no')`, uuid: `u${index}` }]);
    const failures = counts.told()[0]?.cells[0]?.failures ?? [];
    expect(failures).toHaveLength(10);
    expect(failures[0]).toEqual(['Error0', 1]);
    expect(failures.at(-1)).toEqual(['other', 21]);
  });

  it('have no more rows than they say, however many queues a task has', () => {
    const counts = new ExporterCounts([], 20);
    for (let queue = 0; queue < 100; queue += 1)
      for (let host = 0; host < 40; host += 1)
        fed(counts, ['task-sent', 9, { name: 'shop.pay', hostname: `gen7@h${host}`, queue: `q${queue}` }]);
    const rows = counts.told().flatMap(({ cells }) => cells);
    expect(rows.length).toBeLessThanOrEqual(rowsOfExporter(20));
    expect(counts.isFull).toBe(true);
    expect(rows.reduce((sum, { byType }) => sum + (byType[0] ?? 0), 0)).toBe(4000);
    expect(rows.some(({ queue }) => queue === 'other')).toBe(true);
  });

  it('know the host of a name by its first at sign', () => {
    expect(['w1@alpha', 'gen7@alpha', 'alone', 'a@b@c'].map(exporterHost)).toEqual(['alpha', 'alpha', 'alone', 'b@c']);
  });
});
