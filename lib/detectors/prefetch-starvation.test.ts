import { describe, expect, it } from 'vitest';
import type { CeleryEvent, TaskEvent } from '../celery/event';
import { taskEvent, workerEvent } from '../cluster/event.fixture';
import type { WorkerReplies } from '../cluster/worker-record';
import { renderMessage } from '../i18n/render';
import { replay, type ReplayOptions } from './replay.fixture';

type Told = { readonly event: CeleryEvent; readonly receivedAt: number };

function tell(event: CeleryEvent): Told {
  return { event, receivedAt: event.timestamp };
}

function beats(hostname: string, to: number): Told[] {
  const times = Array.from({ length: to / 2 }, (_, index) => 1 + index * 2);
  return times.map((at) => tell(workerEvent(at === 1 ? 'worker-online' : 'worker-heartbeat', at, { hostname })));
}

function received(uuid: string, at: number, fields: Partial<TaskEvent> = {}): Told[] {
  return [
    tell(taskEvent('task-sent', at, { uuid, hostname: 'gen1@client', queue: 'mail', retries: 0 })),
    tell(taskEvent('task-received', at, { uuid, hostname: 'a', retries: 0, ...fields })),
  ];
}

function started(uuid: string, at: number, hostname = 'a'): Told {
  return tell(taskEvent('task-started', at, { uuid, hostname }));
}

const WORKER: Partial<WorkerReplies> = {
  concurrency: 1,
  queues: ['mail'],
  prefetchCount: 10,
  prefetchMultiplier: 10,
  pool: 'prefork',
};

function run(
  story: readonly Told[],
  options: ReplayOptions = {},
  replies: Record<string, Partial<WorkerReplies>> = {},
) {
  // b has run something once, so that its events are known to be on.
  const known = [
    tell(taskEvent('task-received', 2, { uuid: 'b0', hostname: 'b', retries: 0 })),
    started('b0', 2, 'b'),
    tell(taskEvent('task-succeeded', 3, { uuid: 'b0', hostname: 'b' })),
  ];
  const told = [...beats('a', 40), ...beats('b', 40), ...known, ...story].toSorted(
    (x, y) => x.receivedAt - y.receivedAt,
  );
  const { findings } = replay(told, { replies: { a: WORKER, b: WORKER, ...replies }, idleSeconds: 20, ...options });
  // The workers of the story fall silent at its end.
  return findings.filter(({ detector }) => detector === 'prefetch-starvation');
}

const HOARD = [...received('long', 10), started('long', 10), ...received('m1', 10.1), ...received('m2', 10.2)];
const RELEASE = [
  tell(taskEvent('task-succeeded', 30, { uuid: 'long', hostname: 'a', runtimeSeconds: 20 })),
  started('m1', 30),
  tell(taskEvent('task-succeeded', 30.1, { uuid: 'm1', hostname: 'a' })),
  started('m2', 30.1),
  tell(taskEvent('task-succeeded', 30.2, { uuid: 'm2', hostname: 'a' })),
];

describe('prefetch-starvation', () => {
  it('takes a copy of a task that runs for none that could run elsewhere', () => {
    expect(run([...received('long', 10), started('long', 10), ...received('long', 15)])).toEqual([]);
  });

  it('opens within 10 s while one worker holds what another could run, and closes when that ends', () => {
    const [finding, ...others] = run([...HOARD, ...RELEASE]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      subject: { kind: 'worker', id: 'a' },
      severity: 'warning',
      advice: { setting: 'worker_prefetch_multiplier = 1\nworker_disable_prefetch = True' },
    });
    expect((finding?.openedAt ?? 0) - 10).toBeLessThan(10);
    expect(finding?.closedAt ?? 0).toBeGreaterThan(28);
    expect(finding?.closedAt ?? 0).toBeLessThan(36);
    expect(finding?.related).toEqual([
      { kind: 'worker', id: 'b' },
      { kind: 'queue', id: 'mail' },
      { kind: 'task', id: 'm1' },
      { kind: 'task', id: 'm2' },
    ]);
  });

  it('says who holds how many, who is free, and how much time was lost', () => {
    const [finding] = run(HOARD, { ready: () => ({ count: 0, at: 20 }), idleSeconds: 0 });
    if (finding?.figure?.kind !== 'slots') throw new Error('no figure');
    expect(renderMessage(finding.sentence)).toBe('a holds 2 tasks that b could run: a slot is free there.');
    expect(finding.figure.rows).toEqual([
      { worker: 'a', slots: 1, running: 1, reserved: 2, starved: false },
      { worker: 'b', slots: 1, running: 0, reserved: 0, starved: true },
    ]);
    const lost = finding.figure.facts.at(-1)?.value.values['valueSeconds'];
    expect(lost).toBeGreaterThan(25);
    expect(lost).toBeLessThan(30);
    const texts = [
      finding.advice.text,
      ...finding.evidence.map(({ claim }) => claim),
      ...finding.figure.facts.flatMap(({ label, value }) => [label, value]),
    ];
    for (const text of texts) expect(renderMessage(text)).not.toMatch(/findings\.|[{}]/);
  });

  it.each([
    [{ prefetchCount: 10, prefetchMultiplier: 10 }, 'Prefetch 10 = 1 slot × multiplier 10'],
    [{ prefetchCount: 12, prefetchMultiplier: 10 }, 'Its prefetch count is 12'],
    [{ prefetchCount: 0, prefetchMultiplier: 0 }, 'Its prefetch has no limit: worker_prefetch_multiplier = 0'],
  ])('says of %o how much it may take', (prefetch, claim) => {
    const a = { ...WORKER, ...prefetch, readAt: { stats: 1 } };
    const [finding] = run(HOARD, { ready: () => ({ count: 0, at: 20 }), idleSeconds: 0 }, { a });
    expect(finding?.evidence.map((one) => renderMessage(one.claim)).join('\n')).toContain(claim);
    expect(finding?.advice.setting).toContain('worker_prefetch_multiplier = 1');
  });

  it.each([
    ['the other worker consumes other queues', { b: { ...WORKER, queues: ['other'] } }],
    ['the size of the other pool is not known', { b: { ...WORKER, concurrency: null } }],
    ['the holder has free slots of its own (a rate limit holds the tasks)', { a: { ...WORKER, concurrency: 2 } }],
  ])('stays silent when %s', (_, replies: Record<string, Partial<WorkerReplies>>) => {
    expect(run([...HOARD, ...RELEASE], {}, replies)).toEqual([]);
  });

  it('stays silent when the queue has ready messages, which the free worker will fetch', () => {
    expect(run([...HOARD, ...RELEASE], { ready: () => ({ count: 3, at: 12 }) })).toEqual([]);
  });

  it('stays silent when the other worker is busy', () => {
    const busy = [tell(taskEvent('task-received', 9, { uuid: 'x', hostname: 'b', retries: 0 })), started('x', 9, 'b')];
    expect(run([...busy, ...HOARD, ...RELEASE])).toEqual([]);
  });

  it('stays silent about tasks that wait for their eta', () => {
    const later = [...received('long', 10), started('long', 10), ...received('m1', 10.1, { eta: 500 })];
    expect(run(later)).toEqual([]);
  });

  it('stays silent about short waits, however many follow each other', () => {
    const story = [];
    for (let at = 10; at < 40; at += 2) {
      story.push(...received(`t${at}`, at), started(`t${at}`, at + 0.01), ...received(`u${at}`, at + 0.02));
      story.push(
        tell(taskEvent('task-succeeded', at + 1, { uuid: `t${at}`, hostname: 'a' })),
        started(`u${at}`, at + 1),
      );
      story.push(tell(taskEvent('task-succeeded', at + 1.9, { uuid: `u${at}`, hostname: 'a' })));
    }
    expect(run(story)).toEqual([]);
  });

  it('knows the queue of a task without task-sent when the other worker consumes all queues of the holder', () => {
    const story = HOARD.filter(({ event }) => event.type !== 'task-sent');
    expect(run(story, {}, { b: { ...WORKER, queues: ['mail', 'reports'] } })).toHaveLength(1);
    expect(run(story, {}, { a: { ...WORKER, queues: ['mail', 'video'] } })).toEqual([]);
  });
});
