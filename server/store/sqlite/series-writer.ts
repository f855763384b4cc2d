import type Database from 'better-sqlite3';
import { encodeHistogram } from '@/lib/metrics/encode-histogram';
import type { SeriesMinute } from '@/lib/metrics/series';
import type { StoreBatch } from '../store';
import type { DictionaryWriter } from './dictionary-writer';
import { GRAINS, SERIES_KINDS } from './schema';
import { histogramFrom, SUMS, type StoredSums } from './series-row';

interface StoredMinute extends StoredSums {
  readonly minute: number;
  readonly kind: number;
  readonly key: string | null;
  readonly sub: string | null;
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
    this.replaceMinute = db.prepare(
      `INSERT OR REPLACE INTO series VALUES (${GRAINS.minute}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    // The newest sample of each minute stands for it; a sample that arrives late does not replace a newer one.
    this.replaceDepth = db.prepare(
      `INSERT INTO depth VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
       SET at = excluded.at, ready = excluded.ready, unacked = excluded.unacked WHERE excluded.at >= depth.at`,
    );
    this.since = db.prepare(
      `SELECT s.start AS minute, s.kind, k.value AS key, b.value AS sub, ${SUMS}
       FROM series s LEFT JOIN dict k ON k.id = s.key LEFT JOIN dict b ON b.id = s.sub
       WHERE s.grain = ${GRAINS.minute} AND s.start >= ? ORDER BY s.start`,
    );
  }

  writeMinute(series: SeriesMinute): void {
    const key = this.keyOf(series);
    if (key === null) return;
    this.replaceMinute.run(
      series.minute,
      ...key,
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
      name:
        stored.kind === SERIES_KINDS.name ? stored.key : stored.kind === SERIES_KINDS.nameInQueue ? stored.sub : null,
      queue: stored.kind === SERIES_KINDS.queue || stored.kind === SERIES_KINDS.nameInQueue ? stored.key : null,
      worker: stored.kind === SERIES_KINDS.worker ? stored.key : null,
      success: stored.success,
      failure: stored.failure,
      retry: stored.retry,
      other: stored.other,
      wait: histogramFrom(stored.wait),
      runSuccess: histogramFrom(stored.run_success),
      runFailure: histogramFrom(stored.run_failure),
    }));
  }

  // null for a combination that no chart asks for.
  private keyOf({ name, queue, worker }: SeriesMinute): readonly [kind: number, key: number, sub: number] | null {
    if (worker !== null) {
      return name === null && queue === null ? [SERIES_KINDS.worker, this.dictionary.id('worker', worker), 0] : null;
    }
    if (queue !== null) {
      const key = this.dictionary.id('queue', queue);
      return name === null
        ? [SERIES_KINDS.queue, key, 0]
        : [SERIES_KINDS.nameInQueue, key, this.dictionary.id('name', name)];
    }
    return name === null ? [SERIES_KINDS.all, 0, 0] : [SERIES_KINDS.name, this.dictionary.id('name', name), 0];
  }
}
