import { describe, expect, it } from 'vitest';
import { StoreError } from '../store/store';
import { NOW, snapshot, worker } from './cluster.fixture';
import { createMetrics } from './metrics';
import { FakeCollector, fakeSource } from './server.fixture';

const feed = { connections: 2, topics: 3, framesSent: 40, framesDropped: 1, computed: 20 };

function read(collector: FakeCollector, failing = false): Promise<string> {
  const source = fakeSource(collector);
  const storeSize = () => {
    if (failing) throw new StoreError('damaged', 'broken');
    return source.storeSize();
  };
  return createMetrics({ ...source, storeSize }, () => feed)();
}

describe('the metrics', () => {
  it('tell of events, tasks, workers, the store and the feed', async () => {
    const text = await read(new FakeCollector());
    for (const line of [
      'celeryscope_events_received_total 100',
      'celeryscope_events_malformed_total 1',
      'celeryscope_event_lag_seconds 0.1',
      'celeryscope_tasks_in_flight 3',
      'celeryscope_broker_connected 1',
      'celeryscope_store_tasks 4',
      'celeryscope_store_healthy 1',
      'celeryscope_workers{status="idle"} 1',
      'celeryscope_findings_open{severity="critical"} 1',
      'celeryscope_feed_frames_sent_total 40',
      'celeryscope_build_info{version="1.2.3"} 1',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).toMatch(/^process_resident_memory_bytes \d/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  });

  it('have as many lines with a thousand workers as with one, and hold no name from outside', async () => {
    const few = await read(new FakeCollector());
    const collector = new FakeCollector();
    const workers = Array.from({ length: 1000 }, (_, index) => [`w${index}@evil`, worker(`w${index}@evil`)] as const);
    collector.cluster = { ...snapshot(), at: NOW, workers: new Map(workers) };
    const many = await read(collector);
    const own = (text: string) => text.split('\n').filter((line) => line.startsWith('celeryscope_'));
    expect(own(many)).toHaveLength(own(few).length);
    expect(many).not.toContain('evil');
    expect(many).toContain('celeryscope_workers{status="idle"} 1000');
  });

  it('can be read before the first frame and while the store can’t be', async () => {
    const collector = new FakeCollector();
    collector.cluster = null;
    const text = await read(collector, true);
    expect(text).toContain('celeryscope_broker_connected 0');
    expect(text).toMatch(/^celeryscope_store_tasks nan$/im);
  });
});
