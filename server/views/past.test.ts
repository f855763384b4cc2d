import { describe, expect, it } from 'vitest';
import { snapshot, worker } from '../http/cluster.fixture';
import { FakeCollector, fakeReader, fakeSource, getJson, testServer } from '../http/server.fixture';
import { NOW } from '../http/cluster.fixture';
import type { StoredPast } from '../store/store';
import { pastView } from './past';

const AT = NOW - 3_600;
const nothing: StoredPast = {
  oldestAt: NOW - 86_400,
  isWhole: true,
  watched: true,
  totals: { running: 0, reserved: 0, scheduled: 0, waiting: 0 },
  running: [],
  reserved: [],
  scheduled: [],
  waiting: [],
  waitingIn: [],
  heldBy: [],
  depth: [],
  finished: [],
};

function sourceOf(stored: Partial<StoredPast>, sentEvents: boolean | null = true) {
  const collector = new FakeCollector();
  const workers = [
    { ...worker('since-yesterday'), uptimeSeconds: 80_000 },
    { ...worker('just-started'), uptimeSeconds: 60 },
  ];
  const now = snapshot();
  collector.cluster = {
    ...now,
    stats: { ...now.stats, sentEvents },
    workers: new Map(workers.map((view) => [view.hostname, view])),
  };
  return fakeSource(collector, fakeReader({ past: () => ({ ...nothing, ...stored }) }));
}

describe('the cluster in the past', () => {
  it('has the workers that held something, that finished something around then, and that run since before', async () => {
    const source = sourceOf({
      heldBy: [{ worker: 'busy', running: 2, reserved: 1, scheduled: 0 }],
      finished: [
        { worker: 'idle', before: true, after: true },
        { worker: 'silent', before: true, after: false },
      ],
    });
    const { workers } = await pastView(source, AT);
    expect(workers.map(({ hostname, status }) => [hostname, status])).toEqual([
      ['busy', 'working'],
      ['idle', 'idle'],
      ['silent', 'unknown'],
      ['since-yesterday', 'idle'],
    ]);
    expect(workers[0]).toMatchObject({ running: 2, concurrency: null, unknown: { concurrency: 'settings_not_kept' } });
    expect(workers[2]?.unknown.status).toBe('heartbeats_not_kept');
    expect(workers[3]).toMatchObject({ concurrency: 4, unknown: {} });
  });

  it('has the queues that were sampled or in which tasks waited, and says what is not known of each', async () => {
    const source = sourceOf({
      depth: [{ queue: 'mail', at: AT - 5, ready: { 0: 3, 3: 1 }, unacked: null }],
      waitingIn: [{ queue: 'reports', count: 9, since: AT - 100 }],
    });
    expect((await pastView(source, AT)).queues).toEqual([
      expect.objectContaining({ name: 'mail', ready: 4, sampledAt: AT - 5, unknown: { unacked: 'broker_cannot_say' } }),
      expect.objectContaining({
        name: 'reports',
        ready: null,
        waiting: 9,
        oldestAgeSeconds: 100,
        unknown: { ready: 'no_sample', unacked: 'no_sample' },
      }),
    ]);
    const old = await pastView(sourceOf({ waitingIn: [{ queue: 'reports', count: 1, since: 0 }] }), NOW - 2 * 86_400);
    expect(old.queues[0]?.unknown.ready).toBe('samples_dropped');
  });

  it('does not know what waited without events of sending', async () => {
    const view = await pastView(
      sourceOf({ depth: [{ queue: 'mail', at: AT, ready: { 0: 3 }, unacked: 1 }] }, false),
      AT,
    );
    expect(view.totals.waiting).toBeNull();
    expect(view.queues[0]).toMatchObject({ waiting: null, unknown: { waiting: 'no_sent_events' } });
  });

  it('says when it may be wrong', async () => {
    expect((await pastView(sourceOf({ watched: false }), AT)).unknown).toBe('not_watched');
    expect((await pastView(sourceOf({ isWhole: false }), AT)).unknown).toBe('too_many');
    expect((await pastView(sourceOf({ oldestAt: AT + 1 }), AT)).unknown).toBe('before_history');
    expect((await pastView(sourceOf({}), AT)).unknown).toBeNull();
  });

  it('is asked for by any form of time, but not by the future', async () => {
    const server = await testServer({ reader: fakeReader({ past: () => nothing }) });
    expect((await getJson(server, '/api/v1/at?time=-1h')).body).toMatchObject({ at: AT });
    expect((await getJson(server, `/api/v1/at?time=${AT}`)).body).toMatchObject({ at: AT });
    for (const time of ['yesterday', '', String(NOW + 60)]) {
      expect(await getJson(server, `/api/v1/at?time=${time}`)).toMatchObject({
        status: 400,
        body: { code: 'bad_time' },
      });
    }
  });
});
