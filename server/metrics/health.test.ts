import { describe, expect, it } from 'vitest';
import { FakeCollector, fakeSource } from '../http/server.fixture';
import { StoreError } from '../store/store';
import { createMetrics } from './metrics';
import { parseExposition } from './parse-exposition.fixture';

const feed = { connections: 2, topics: 3, framesSent: 40, framesDropped: 1, computed: 20 };

async function read(collector: FakeCollector, failing = false): Promise<string> {
  const source = fakeSource(collector);
  const storeSize = () => {
    if (failing) throw new StoreError('damaged', 'broken');
    return source.storeSize();
  };
  const text = String((await createMetrics({ ...source, storeSize }, () => feed)({})).body);
  parseExposition(text);
  return text;
}

describe('the metrics of our own health', () => {
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

  it('can be read before the first frame and while the store can’t be', async () => {
    const collector = new FakeCollector();
    collector.cluster = null;
    const text = await read(collector, true);
    expect(text).toContain('celeryscope_broker_connected 0');
    expect(text).toMatch(/^celeryscope_store_tasks NaN$/m);
  });

  it('show no state of a collector that is away, while what was counted stays', async () => {
    const collector = new FakeCollector();
    collector.absence = { code: 'COLLECTOR_AWAY', text: 'It was stopped.' };
    const text = await read(collector);
    expect(text).toContain('celeryscope_collector_up 0');
    expect(text).toContain('celeryscope_metrics_whole 0');
    expect(text).toContain('celeryscope_tasks_running NaN');
    expect(text).toContain('celeryscope_events_received_total 100');
    expect(text).not.toMatch(/^(flower|celeryscope_(worker|queue)_)/m);
  });
});
