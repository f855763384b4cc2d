import { describe, expect, it } from 'vitest';
import type { StatusView } from '@/lib/api/page-views';
import type { FindingView, Overview } from '@/lib/api/views';
import { verdictOf, waitingTotal } from './verdict-of';

const status: StatusView = {
  version: '0.1.0',
  at: 1000,
  broker: {
    kind: 'redis',
    url: 'redis://r:6379/0',
    state: 'connected',
    since: 10,
    error: null,
    errorCode: null,
    retryAt: null,
    limits: {},
  },
  collector: {
    at: 1000,
    startedAt: 0,
    watchingSince: 0,
    eventsReceived: 1,
    eventsPerSecond: 1,
    eventsMalformed: 0,
    lastMalformed: null,
    eventsLost: 0,
    lagSeconds: 0,
    inFlight: 0,
    running: 30,
    reserved: 40,
    scheduled: 43,
    ready: 415,
    workersUp: 7,
    workersTotal: 8,
    slots: 42,
    slotsBusy: 30,
    silentWorkers: [],
    sentEvents: true,
    gaps: [],
    losses: [],
    storeError: null,
    storeBacklog: 0,
    storeNotices: [],
    bounded: { inFlight: 0, series: 0 },
    pressure: {
      streamLagSeconds: 0,
      shedding: 'nothing',
      dropped: { heartbeats: 0, depthSamples: 0, timelineEntries: 0, others: 0, tasks: 0 },
      badRows: 0,
      lastBadRow: null,
    },
    eventLoopLagMs: 0,
    rssBytes: 0,
  },
  store: { tasks: 0, bytes: 0, path: '/x', oldestAt: null, maxTasks: 1, retentionSeconds: 1 },
  openFindings: 0,
  worstSeverity: null,
  queues: 9,
  clusters: [],
  user: { name: 'me', canControl: true, role: 'admin', may: [], by: 'none', method: '', isBounded: false },
};

const healthy = { status, findings: [], overview: undefined, offlineSince: null, now: 1000 };
const withCollector = (change: Partial<StatusView['collector']>): StatusView => ({
  ...status,
  collector: { ...status.collector, ...change },
});
const withBroker = (change: Partial<StatusView['broker']>): StatusView => ({
  ...status,
  broker: { ...status.broker, ...change },
});

function finding(id: string, severity: FindingView['severity'], queue: string): FindingView {
  return { id, severity, subject: { kind: 'queue', id: queue }, related: [] } as unknown as FindingView;
}

describe('verdictOf', () => {
  it('is healthy with nothing open, and says how busy it is', () => {
    expect(verdictOf(healthy)).toMatchObject({ kind: 'healthy', values: { busy: 30, slots: 42, waiting: 498 } });
  });

  it('counts problems and the queues they touch, with the sign of the worst', () => {
    const findings = [
      finding('a', 'warning', 'media'),
      finding('b', 'critical', 'reports'),
      finding('c', 'warning', 'media'),
    ];
    expect(verdictOf({ ...healthy, findings })).toMatchObject({
      kind: 'critical',
      rest: ['verdict.where'],
      values: { count: 3, affected: 2, queues: 9 },
    });
  });

  it('says that nothing was lost only when that is known', () => {
    const findings = [finding('a', 'warning', 'media')];
    const lost = (lost24h: number) => ({ lost24h }) as unknown as Overview;
    expect(verdictOf({ ...healthy, findings, overview: lost(0) }).rest).toEqual([
      'verdict.where',
      'verdict.nothingLost',
    ]);
    expect(verdictOf({ ...healthy, findings, overview: lost(2) }).rest).toEqual(['verdict.where', 'verdict.lost']);
  });

  it('does not call a cluster healthy that it cannot see', () => {
    const lost = withBroker({ state: 'lost', since: 952 });
    expect(verdictOf({ ...healthy, status: lost })).toMatchObject({ kind: 'unknown', values: { blindSeconds: 48 } });
    const away = withBroker({ state: 'lost', since: 952, errorCode: 'COLLECTOR_AWAY' });
    expect(verdictOf({ ...healthy, status: away }).rest).toEqual(['verdict.collectorAway']);
    expect(verdictOf({ ...healthy, offlineSince: 990 })).toMatchObject({
      kind: 'unknown',
      rest: ['verdict.collectorSilent'],
    });
  });

  it('does not call a cluster healthy that has no workers or silent ones', () => {
    expect(verdictOf({ ...healthy, status: withCollector({ workersUp: 0 }) }).answer).toBe('verdict.noWorkers');
    const silent = withCollector({ workersUp: 2, silentWorkers: ['a@x', 'b@x'] });
    expect(verdictOf({ ...healthy, status: silent }).answer).toBe('verdict.silent');
  });

  it('is not sure before a worker could have answered', () => {
    const starting = { ...withCollector({ workersUp: 0, startedAt: 995 }), at: 1000 };
    expect(verdictOf({ ...healthy, status: starting })).toMatchObject({ kind: 'unknown', answer: 'verdict.starting' });
  });

  it('does not count what waits when the queues can not be read', () => {
    const unreadable = withCollector({ ready: null });
    expect(waitingTotal(unreadable)).toBeNull();
    expect(verdictOf({ ...healthy, status: unreadable }).rest).toEqual(['verdict.busyOnly']);
  });
});
