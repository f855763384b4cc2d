import type Database from 'better-sqlite3';
import { encodeHistogram } from '@/lib/metrics/encode-histogram';
import type { SeriesMinute } from '@/lib/metrics/series';
import type { StoreBatch } from '../store';
import type { DictionaryWriter } from './dictionary-writer';
import { GRAINS } from '../sql/kinds';
import { seriesKeyOf } from '../sql/series-minute';

/** Writes minutes of finished tasks and samples of queue depth. The caller holds the transaction. */
export class SeriesWriter {
  private readonly replaceMinute: Database.Statement;
  private readonly replaceDepth: Database.Statement;

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
  }

  writeMinute(series: SeriesMinute): void {
    const key = seriesKeyOf(series, (kind, value) => this.dictionary.id(kind, value));
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
}
