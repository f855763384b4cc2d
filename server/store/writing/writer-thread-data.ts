import type { WriteMessage } from './writer-messages';

export interface SqliteWriteMessage extends WriteMessage {
  readonly settledAt: number;
}

/** What the writer's thread is started with. */
export interface WriterThreadData {
  readonly dataDir: string;
  /** Its first cell counts the requests that were answered, for who waits for one without taking messages. */
  readonly answered: SharedArrayBuffer;
}
