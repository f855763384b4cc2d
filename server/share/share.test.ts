import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClusterSnapshot } from '../cluster-mirror';
import { CollectorError } from '../collector-error';
import { snapshot, worker } from '../http/cluster.fixture';
import { FakeCollector } from '../http/server.fixture';
import { RemoteCollector } from './remote-collector';
import { shareCluster } from './share-cluster';
import { SharedWire, type WireBus } from './share.fixture';

const facts = { version: '9', maxTasks: 5, retentionSeconds: 60 };

/** A collector whose frames come when the test says so. */
class PacedCollector extends FakeCollector {
  term: number | null = 1;
  #listeners: (() => void)[] = [];
  override onChange(listener?: () => void): () => void {
    if (listener !== undefined) this.#listeners.push(listener);
    return () => (this.#listeners = []);
  }
  frame(cluster: ClusterSnapshot): void {
    this.cluster = cluster;
    for (const listener of this.#listeners) listener();
  }
}

let wire: SharedWire;
const closers: (() => unknown)[] = [];

function startCollector(term: number | null = 1) {
  const bus = wire.open();
  const collector = new PacedCollector();
  collector.cluster = null;
  collector.term = term;
  const shared = shareCluster({ bus, collector, facts, log: () => undefined });
  closers.push(() => shared.close());
  return { bus, collector, shared };
}

function startWeb() {
  const bus = wire.open();
  const logged: string[] = [];
  const changed = vi.fn();
  const remote = new RemoteCollector({
    bus,
    version: '9',
    address: 'redis://share:6379/0',
    changed,
    log: (_level, text) => logged.push(text),
    now: () => Date.now() / 1000,
  });
  remote.start();
  closers.push(() => remote.stop());
  return { bus, remote, logged, changed };
}

const framesOf = (bus: WireBus) => bus.sent.filter(({ event }) => event === 'frame').map(({ message }) => message);
const names = (remote: RemoteCollector) => [...(remote.cluster?.workers.keys() ?? [])];
const withWorkers = (...hostnames: string[]): ClusterSnapshot => ({
  ...snapshot(),
  workers: new Map(hostnames.map((hostname) => [hostname, worker(hostname)])),
});

beforeEach(() => {
  vi.useFakeTimers();
  wire = new SharedWire();
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  vi.useRealTimers();
});

describe('web processes', () => {
  it('see what the collector sees, from the first frame after their start', () => {
    const { collector } = startCollector();
    const early = startWeb();
    expect(early.remote.cluster).toBeNull();
    collector.frame(withWorkers('w1'));
    collector.frame(withWorkers('w1', 'w2'));
    expect(names(early.remote)).toEqual(['w1', 'w2']);
    expect(early.remote.limits).toEqual({ maxTasks: 5, retentionSeconds: 60 });
  });

  it('that start late are sent everything without waiting for a change', async () => {
    const { collector } = startCollector();
    startWeb();
    collector.frame(withWorkers('w1', 'w2'));
    await vi.advanceTimersByTimeAsync(2_000);
    const late = startWeb();
    await vi.advanceTimersByTimeAsync(300);
    expect(names(late.remote)).toEqual(['w1', 'w2']);
  });

  it('that missed a frame keep the last state and ask for everything', async () => {
    const { collector } = startCollector();
    const { bus, remote } = startWeb();
    collector.frame(withWorkers('w1'));
    await vi.advanceTimersByTimeAsync(2_000);
    bus.isConnected = false;
    collector.frame(withWorkers('w1', 'w2'));
    bus.isConnected = true;
    collector.frame(withWorkers('w1', 'w2', 'w3'));
    await vi.advanceTimersByTimeAsync(1_500);
    expect(names(remote)).toEqual(['w1', 'w2', 'w3']);
  });

  it('do not make the collector send everything more than once a second, however many they are', async () => {
    const { collector, bus } = startCollector();
    collector.frame(withWorkers('w1'));
    await vi.advanceTimersByTimeAsync(2_000);
    const before = framesOf(bus).length;
    for (let count = 0; count < 20; count += 1) startWeb();
    for (let count = 0; count < 3; count += 1) {
      await vi.advanceTimersByTimeAsync(250);
      collector.frame(withWorkers('w1'));
    }
    const wholes = framesOf(bus).slice(before) as { whole: boolean }[];
    expect(wholes.filter(({ whole }) => whole)).toHaveLength(1);
  });
});

it('says once that a collector is of another version', () => {
  facts.version = '10';
  const { collector } = startCollector();
  const { logged } = startWeb();
  collector.frame(withWorkers('w1'));
  collector.frame(withWorkers('w1'));
  facts.version = '9';
  expect(logged).toEqual(['The collector is Celeryscope 10, this process 9: run one version.']);
});

describe('a collector that is not heard', () => {
  it('is shown as lost, and is well again by itself', async () => {
    const { collector, bus } = startCollector();
    const { remote, logged } = startWeb();
    collector.frame(withWorkers('w1'));
    bus.isConnected = false;
    await vi.advanceTimersByTimeAsync(3_500);
    expect(remote.absence?.code).toBe('COLLECTOR_AWAY');
    expect(remote.cluster?.broker).toMatchObject({ state: 'lost', errorCode: 'COLLECTOR_AWAY' });
    expect(names(remote)).toEqual(['w1']);
    bus.isConnected = true;
    await vi.advanceTimersByTimeAsync(2_500);
    expect(remote.absence).toBeNull();
    expect(remote.cluster?.broker.state).toBe('connected');
    expect(logged).toHaveLength(2);
  });

  it('is shown as lost at once when it says that it stops', () => {
    const { collector, shared } = startCollector();
    const { remote } = startWeb();
    collector.frame(withWorkers('w1'));
    shared.close();
    expect(remote.absence).toEqual({ code: 'COLLECTOR_AWAY', text: 'The collector was stopped.' });
  });

  it('was stopped, and not only silent, however long it took until it said so', async () => {
    const { collector, bus, shared } = startCollector();
    const { remote, logged } = startWeb();
    collector.frame(withWorkers('w1'));
    bus.isConnected = false;
    await vi.advanceTimersByTimeAsync(3_500);
    bus.isConnected = true;
    shared.close();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(remote.absence?.text).toBe('The collector was stopped.');
    expect(remote.cluster?.broker.error).toBe('The collector was stopped.');
    expect(logged).toHaveLength(2);
  });

  it('is told apart from a Redis that is away', async () => {
    const { collector } = startCollector();
    const { bus, remote } = startWeb();
    collector.frame(withWorkers('w1'));
    bus.connect({ code: 'ECONNREFUSED', message: 'Nothing listens at redis://share:6379/0.' });
    expect(remote.cluster?.broker).toMatchObject({
      errorCode: 'SHARE_LOST',
      error: 'Nothing listens at redis://share:6379/0.',
    });
    bus.connect(null);
    await vi.advanceTimersByTimeAsync(1_500);
    collector.frame(withWorkers('w1'));
    expect(remote.absence).toBeNull();
  });

  it('is said to be absent though it was never heard', async () => {
    const { remote } = startWeb();
    await vi.advanceTimersByTimeAsync(4_000);
    expect(remote.absence?.text).toContain('redis://share:6379/0');
    await expect(remote.call('retryPreview', { uuid: 'a' })).rejects.toMatchObject({ status: 503 });
  });
});

describe('two collectors', () => {
  it('are not mixed: the one that took over later is followed, and the other one’s frames are left alone', () => {
    const old = startCollector(1);
    const { remote, logged, changed } = startWeb();
    old.collector.frame(withWorkers('w1'));
    const next = startCollector(2);
    next.collector.frame(withWorkers('w2'));
    old.collector.frame(withWorkers('w1', 'w3'));
    expect(names(remote)).toEqual(['w2']);
    expect(changed).toHaveBeenCalledTimes(2);
    expect(logged).toEqual([expect.stringContaining('not listened to')]);
  });

  it('of which one stands by are one: that one says nothing', () => {
    const { collector, bus } = startCollector(null);
    const { remote } = startWeb();
    collector.frame(withWorkers('w1'));
    expect([framesOf(bus), remote.cluster]).toEqual([[], null]);
    collector.term = 7;
    collector.frame(withWorkers('w1'));
    expect(names(remote)).toEqual(['w1']);
  });

  it('leave a call without an answer that one was asked and the other took over from', async () => {
    const old = startCollector(1);
    const { remote } = startWeb();
    old.collector.frame(withWorkers('w1'));
    old.collector.call = () => new Promise(() => undefined);
    const call = remote.call('retryPreview', { uuid: 'a' });
    startCollector(2).collector.frame(withWorkers('w1'));
    await expect(call).rejects.toMatchObject({ code: 'collector_down', status: 503 });
  });
});

describe('a call', () => {
  it('is answered to the one that asked, with what the collector answered or refused', async () => {
    const { collector } = startCollector();
    const [one, other] = [startWeb(), startWeb()];
    collector.frame(withWorkers('w1'));
    collector.answers = { workerDetail: ({ hostname }) => worker(hostname) };
    const request = { hostname: 'w1', refresh: false };
    await expect(one.remote.call('workerDetail', request)).resolves.toMatchObject({ hostname: 'w1' });
    await expect(other.remote.call('retryPreview', { uuid: 'a' })).rejects.toBeInstanceOf(CollectorError);
    expect(collector.calls.map(({ name }) => name)).toEqual(['workerDetail', 'retryPreview']);
  });

  it('that is malformed does not reach the collector', () => {
    const { collector, bus } = startCollector();
    collector.frame(withWorkers('w1'));
    const [{ from } = { from: '' }] = framesOf(bus) as { from: string }[];
    const call = (body: unknown) => bus.hear('call', { to: from, web: 'w', id: 1, call: body });
    call({ name: 'shutDown', request: {} });
    call({ name: 'revoke', request: { uuids: 'all', terminate: true, signal: 'KILL' } });
    call({ name: 'revoke', request: null });
    expect(collector.calls).toEqual([]);
    call({ name: 'retryPreview', request: { uuid: 'a' } });
    expect(collector.calls).toHaveLength(1);
  });
});

it('skips frames while Redis has not taken the one before, and sends what changed since in one', () => {
  const { collector, bus } = startCollector();
  const { remote } = startWeb();
  collector.frame(withWorkers('w1'));
  bus.isBusy = true;
  collector.frame(withWorkers('w1', 'w2'));
  collector.frame(withWorkers('w2', 'w3'));
  bus.isBusy = false;
  collector.frame(withWorkers('w2', 'w3', 'w4'));
  expect(framesOf(bus)).toHaveLength(2);
  expect(names(remote).sort()).toEqual(['w2', 'w3', 'w4']);
});
