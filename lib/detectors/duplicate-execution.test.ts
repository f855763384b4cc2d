import { describe, expect, it } from 'vitest';
import { readCapture } from '@/e2e/captures/read-capture';
import { taskEvent, workerEvent } from '../cluster/event.fixture';
import { renderMessage } from '../i18n/render';
import type { Finding } from './finding';
import { replay, type ReplayOptions } from './replay.fixture';

const SHORT = { visibilityTimeoutSeconds: 5, concurrency: 2, queues: ['celery'] };
const REDIS: ReplayOptions = { replies: { 'w1@alpha': SHORT, 'w2@beta': SHORT, 'w3@gamma': SHORT } };
const RABBIT: ReplayOptions = { brokerKind: 'amqp' };

function duplicatesOf(capture: string, options: ReplayOptions): readonly Finding[] {
  const { findings } = replay(readCapture(capture).events, options);
  return findings.filter(isDuplicate);
}

function isDuplicate({ detector }: Finding): boolean {
  return detector === 'duplicate-execution';
}

function summary(capture: string, options: ReplayOptions) {
  const labels = new Map(Object.entries(readCapture(capture).uuids).map(([label, uuid]) => [uuid, label]));
  return duplicatesOf(capture, options).map(({ subject, severity, sentence }) => [
    labels.get(subject.id),
    severity,
    sentence.values['cause'],
    sentence.values['runs'],
  ]);
}

describe('duplicate-execution', () => {
  it.each([
    ['redis-5.6.3-duplicate-other-worker', REDIS, [['task', 'critical', 'visibility_timeout', 2]]],
    ['redis-5.6.3-duplicate-same-worker', REDIS, [['task', 'critical', 'visibility_timeout', 2]]],
    ['redis-5.6.3-duplicate-eta', REDIS, [['task', 'warning', 'visibility_timeout', 3]]],
    [
      'redis-5.6.3-crash',
      REDIS,
      [
        ['acks_late_running_at_kill', 'warning', 'worker_lost', 2],
        ['child_sigkill_reject_on_worker_lost', 'warning', 'given_back', 2],
      ],
    ],
    ['amqp-5.6.3-worker-kill9', RABBIT, [['task', 'warning', 'worker_lost', 2]]],
    ['amqp-5.6.3-consumer-timeout', RABBIT, [['task', 'critical', 'connection_closed', 2]]],
  ] as const)('finds exactly the tasks of %s that ran twice, and why', (capture, options, expected) => {
    expect(summary(capture, options)).toEqual(expected);
  });

  it('finds the three runs of a worker that can no longer acknowledge', () => {
    const [finding, ...others] = duplicatesOf('amqp-5.6.3-consumer-timeout-channel-error-retry', RABBIT);
    expect(others).toEqual([]);
    expect(finding?.sentence.values).toMatchObject({ runs: 3, cause: 'connection_closed', sameWorker: 'yes' });
    expect(finding?.advice.setting).toContain('consumer_timeout = ');
  });

  it.each([
    'redis-5.6.3-dedup',
    'redis-5.6.3-scenarios',
    'redis-5.2.6-scenarios',
    'redis-4.4.7-scenarios',
    'redis-5.6.3-revoke',
    'redis-5.6.3-broker-reconnect',
    'redis-5.6.3-shutdown',
    'redis-5.6.3-node-published',
    'amqp-5.6.3-scenarios-events',
  ])('finds nothing in %s: retries, restores and deduplicated deliveries are no duplicates', (capture) => {
    expect(summary(capture, REDIS)).toEqual([]);
  });

  it('opens within seconds of the second start and closes after the last run', () => {
    const capture = readCapture('redis-5.6.3-duplicate-other-worker');
    const [finding] = duplicatesOf('redis-5.6.3-duplicate-other-worker', REDIS);
    const starts = capture.events
      .filter(({ event }) => event.type === 'task-started')
      .map(({ receivedAt }) => receivedAt);
    const ends = capture.events
      .filter(({ event }) => event.type === 'task-succeeded')
      .map(({ receivedAt }) => receivedAt);
    expect((finding?.openedAt ?? 0) - (starts[1] ?? 0)).toBeLessThan(3);
    expect((finding?.closedAt ?? 0) - (ends[1] ?? 0)).toBeGreaterThan(25);
    expect((finding?.closedAt ?? 0) - (ends[1] ?? 0)).toBeLessThan(40);
  });

  it('shows the runs, when the broker was due, both results, and the exact setting', () => {
    const [finding] = duplicatesOf('redis-5.6.3-duplicate-other-worker', REDIS);
    if (finding?.figure?.kind !== 'deliveries') throw new Error('no figure');
    expect(finding.figure.bars.map(({ worker, outcome }) => [worker, outcome])).toEqual([
      ['w1@alpha', 'SUCCESS'],
      ['w2@beta', 'SUCCESS'],
    ]);
    expect(finding.figure.dueAt).not.toBeNull();
    expect(finding.related).toContainEqual({ kind: 'worker', id: 'w2@beta' });
    expect(finding.related).toContainEqual({ kind: 'queue', id: 'celery' });
    expect(finding.advice.setting).toBe('broker_transport_options = {"visibility_timeout": 3600}');
    const claims = finding.evidence.map(({ claim }) => renderMessage(claim));
    expect(claims.filter((claim) => claim.includes("'once'"))).toHaveLength(2);
    expect(claims.join('\n')).toContain('visibility timeout is 5');
  });

  it('says honestly when it does not know the cause', () => {
    const told = [1, 20].flatMap((at, n) => [
      { event: workerEvent('worker-online', at, { hostname: `w${n}` }), receivedAt: at },
      { event: taskEvent('task-received', at, { hostname: `w${n}`, retries: 0 }), receivedAt: at },
      { event: taskEvent('task-started', at + 1, { hostname: `w${n}` }), receivedAt: at + 1 },
      {
        event: taskEvent('task-succeeded', at + 2, { hostname: `w${n}`, result: '1', runtimeSeconds: 1 }),
        receivedAt: at + 2,
      },
    ]);
    const findings = replay(told).findings.filter(isDuplicate);
    expect(findings.map(({ severity, sentence }) => [severity, sentence.values['cause']])).toEqual([
      ['warning', 'unknown'],
    ]);
  });

  it('knows which copy came later when that one starts first', () => {
    const told = [
      { event: taskEvent('task-received', 1, { retries: 0 }), receivedAt: 1 },
      { event: taskEvent('task-received', 9, { retries: 0 }), receivedAt: 9 },
      { event: taskEvent('task-started', 20), receivedAt: 20 },
      { event: taskEvent('task-succeeded', 20.1, { result: '3', runtimeSeconds: 0.1 }), receivedAt: 20.1 },
      { event: taskEvent('task-started', 20.2), receivedAt: 20.2 },
      { event: taskEvent('task-succeeded', 20.3, { result: '3', runtimeSeconds: 0.1 }), receivedAt: 20.3 },
    ];
    const hostname = taskEvent('task-received', 1).hostname;
    const [finding] = replay(told, { replies: { [hostname]: SHORT } }).findings.filter(isDuplicate);
    expect(finding?.figure).toMatchObject({ bars: [{ n: 2 }, { n: 1 }] });
    expect(finding?.sentence.values).toMatchObject({ cause: 'visibility_timeout', ageSeconds: 8 });
  });

  it('does not take a retry for a duplicate because the receipt of one attempt was lost', () => {
    const told = [
      { event: taskEvent('task-started', 1), receivedAt: 1 },
      { event: taskEvent('task-received', 2, { retries: 1 }), receivedAt: 2 },
      { event: taskEvent('task-started', 4), receivedAt: 4 },
    ];
    expect(replay(told).findings.filter(isDuplicate)).toEqual([]);
  });

  it('counts a start from before we came when the first attempt is received again', () => {
    const told = [
      { event: taskEvent('task-started', 1), receivedAt: 1 },
      { event: taskEvent('task-received', 9, { hostname: 'w2', retries: 0 }), receivedAt: 9 },
      { event: taskEvent('task-started', 10, { hostname: 'w2' }), receivedAt: 10 },
    ];
    expect(replay(told).findings.filter(isDuplicate)).toHaveLength(1);
  });

  it('has a text for every message', () => {
    const all = ['redis-5.6.3-duplicate-other-worker', 'redis-5.6.3-duplicate-eta', 'redis-5.6.3-crash'].flatMap(
      (capture) => duplicatesOf(capture, REDIS),
    );
    const rabbit = ['amqp-5.6.3-worker-kill9', 'amqp-5.6.3-consumer-timeout'].flatMap((capture) =>
      duplicatesOf(capture, RABBIT),
    );
    const messages = [...all, ...rabbit].flatMap((f) => [
      f.sentence,
      f.advice.text,
      ...f.evidence.map(({ claim }) => claim),
      ...(f.figure?.facts.flatMap(({ label, value }) => [label, value]) ?? []),
    ]);
    for (const each of messages) expect(renderMessage(each)).not.toMatch(/findings\.|[{}]/);
    expect([...all, ...rabbit].map((f) => renderMessage(f.sentence))).toMatchInlineSnapshot(`
      [
        "shop.late ran twice at once on w1@alpha and w2@beta: the broker gave it out again after 9.6 s, since it was not acknowledged by then.",
        "shop.add ran 3 times on w1@alpha: the broker gave it out again after 7.6 s, since it was not acknowledged by then.",
        "shop.late ran twice on w1@alpha and w2@beta: w1@alpha was lost while it ran, so the broker gave it out again.",
        "shop.late_suicide ran twice on w2@beta: w2@beta gave it back when its pool process died.",
        "shop.late ran twice on w1@alpha and w2@beta: w1@alpha was lost while it ran, so the broker gave it out again.",
        "shop.late ran twice at once on w1@alpha and w2@beta: the connection of w1@alpha to the broker closed before it was acknowledged.",
      ]
    `);
  });
});
