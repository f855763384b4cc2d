import type Database from 'better-sqlite3';
import { decodeHistogram, encodeHistogram } from '@/lib/metrics/encode-histogram';
import { EMPTY_HISTOGRAM, type Histogram } from '@/lib/metrics/histogram';
import type { SeriesMinute } from '@/lib/metrics/series';
import type { StoreBatch } from '../store';
import type { DictionaryWriter } from './dictionary-writer';

interface StoredMinute {
  readonly minute: number;
  readonly name: string;
  readonly queue: string;
  readonly worker: string;
  readonly success: number;
  readonly failure: number;
  readonly retry: number;
  readonly other: number;
  readonly wait: Uint8Array;
  readonly run_success: Uint8Array;
  readonly run_failure: Uint8Array;
}

/** Writes minutes of finished tasks and samples of queue depth. The caller holds the transaction. */
export class SeriesWriter {
  private readonly replaceMinute: Database.Statement;
  private readonly replaceDepth: Database.Statement;
  private readonly since: Database.Statement<[number], StoredMinute>;

  constructor(
    db: Database.Database,
    private readonly dictionary: DictionaryWriter,
  ) {
    this.replaceMinute = db.prepare('INSERT OR REPLACE INTO series VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    // The newest sample of each minute stands for it; a sample that arrives late does not replace a newer one.
    this.replaceDepth = db.prepare(
      `INSERT INTO depth VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
       SET at = excluded.at, ready = excluded.ready, unacked = excluded.unacked WHERE excluded.at >= depth.at`,
    );
    this.since = db.prepare(
      `SELECT s.minute, n.value AS name, q.value AS queue, w.value AS worker, s.success, s.failure, s.retry, s.other,
         s.wait, s.run_success, s.run_failure
       FROM series s JOIN dict n ON n.id = s.name JOIN dict q ON q.id = s.queue JOIN dict w ON w.id = s.worker
       WHERE s.minute >= ? ORDER BY s.minute`,
    );
  }

  writeMinute(series: SeriesMinute): void {
    this.replaceMinute.run(
      series.minute,
      this.dictionary.id('name', series.name),
      this.dictionary.id('queue', series.queue),
      this.dictionary.id('worker', series.worker),
      series.success,
      series.failure,
      series.retry,
      series.other,
      encodeHistogram(series.wait),
      encodeHistogram(series.runSuccess),
      encodeHistogram(series.runFailure),
    );
  }

  writeDepth(sample: StoreBatch['depth'][number]): void {
    const ready = sample.ready === null ? null : JSON.stringify(sample.ready);
    this.replaceDepth.run(
      this.dictionary.id('queue', sample.queue),
      Math.floor(sample.at / 60),
      sample.at,
      ready,
      sample.unacked,
    );
  }

  load(from: number): readonly SeriesMinute[] {
    return this.since.all(Math.floor(from / 60)).map((stored) => ({
      minute: stored.minute,
      name: stored.name,
      queue: stored.queue,
      worker: stored.worker,
      success: stored.success,
      failure: stored.failure,
      retry: stored.retry,
      other: stored.other,
      wait: histogramFrom(stored.wait),
      runSuccess: histogramFrom(stored.run_success),
      runFailure: histogramFrom(stored.run_failure),
    }));
  }
}

// One unreadable histogram must not take a whole chart with it.
export function histogramFrom(bytes: Uint8Array): Histogram {
  return decodeHistogram(bytes) ?? EMPTY_HISTOGRAM;
}
