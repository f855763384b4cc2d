import { join } from 'node:path';
import { openReaderPool } from '.';
import { openPostgresReader } from './postgres';
import { shownUrl } from './postgres/database-url';
import { lazyReader } from './reading/lazy-reader';
import type { LaneOptions } from './reading/reader-lane';
import type { StoreReader } from './store';
import type { StorePlace } from './store-place';

/** A store as those see it who only read. */
export interface ReadStore {
  readonly reader: StoreReader;
  /** Where it is, without credentials. */
  readonly path: string;
  /** Lets go of what may have been replaced; the next question opens it again. */
  reset(): void;
  close(): Promise<void>;
}

/** Opens the store to read, of whichever kind it is, at the first question: it may not have been made yet. */
export function openReadStore(place: StorePlace, host: Pick<LaneOptions, 'start' | 'log'>): ReadStore {
  if (place.kind === 'sqlite') {
    const pool = openReaderPool({ dataDir: place.dataDir, ...host });
    const reset = (): void => pool.reset();
    const close = (): Promise<void> => {
      reset();
      return Promise.resolve();
    };
    return { reader: pool.reader, reset, close, path: join(place.dataDir, 'celeryscope.db') };
  }
  const { reader, close } = lazyReader(() => openPostgresReader({ url: place.url }));
  return { reader, reset: () => undefined, close, path: `postgres://${shownUrl(place.url)}` };
}
