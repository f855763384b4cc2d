import { Worker } from 'node:worker_threads';
import { openPostgresReader, openPostgresWriter } from '@/server/store/postgres';
import { openPgDatabase } from '@/server/store/postgres/pg-database';
import type { Database } from '@/server/store/postgres/session';
import { raw } from '@/server/store/sql/fragment';
import type { StoreWriter } from '@/server/store/store';
import { bundleThread } from '@/server/store/thread-bundle.fixture';
import { startPostgres, type PostgresServer } from './postgres-server';
import { stopAll } from './stop-all';

/** A server of our own, and the store in it as the collector and the web open it. */
export interface PostgresStore {
  readonly server: PostgresServer;
  /** What the operator was told, and why threads that write were lost. */
  readonly lines: string[];
  readonly lost: string[];
  readonly openWriter: (url?: string) => Promise<StoreWriter>;
  readonly openReader: () => ReturnType<typeof openPostgresReader>;
  readonly openDatabase: (options?: { readonly schema?: string; readonly connections?: number }) => Promise<Database>;
  /** Ends what a test opened and removes what it wrote. */
  readonly clear: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startPostgresStore(): Promise<PostgresStore> {
  const server = await startPostgres();
  const bundle = await bundleThread('server/store/postgres/writer-thread.ts');
  const lines: string[] = [];
  const lost: string[] = [];
  const threads: Worker[] = [];
  const closers: (() => Promise<unknown>)[] = [];

  const openDatabase: PostgresStore['openDatabase'] = async ({ schema, connections = 2 } = {}) => {
    const database = await openPgDatabase({ url: server.url, connections, schema });
    closers.push(() => database.close());
    return database;
  };
  return {
    server,
    lines,
    lost,
    openDatabase,
    async openWriter(url = server.url) {
      const { writer } = await openPostgresWriter({
        url,
        leaseToken: null,
        start(workerData, transferList) {
          const thread = new Worker(bundle.file, { workerData, transferList: [...transferList] });
          threads.push(thread);
          return thread;
        },
        settledAt: () => Date.now() / 1000,
        lost: (cause) => void lost.push(cause),
        log: (text) => void lines.push(text),
      });
      return writer;
    },
    async openReader() {
      const opened = await openPostgresReader({ url: server.url });
      closers.push(opened.close);
      return opened;
    },
    async clear() {
      server.thaw();
      await stopAll(...closers.splice(0));
      for (const thread of threads.splice(0)) await thread.terminate();
      const database = await openPgDatabase({ url: server.url, connections: 1 });
      await database.transaction({ mode: 'write', timeoutMs: 10_000 }, (session) =>
        session.query(raw('DROP SCHEMA IF EXISTS celeryscope CASCADE')),
      );
      await database.close();
      lines.length = 0;
      lost.length = 0;
    },
    async stop() {
      bundle.remove();
      await server.stop();
    },
  };
}
