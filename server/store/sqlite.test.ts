import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inThisThread } from './reading/in-this-thread';
import { openReader } from './sqlite';
import { openSyncWriter, toStoreWriter } from './sqlite.fixture';
import { storeContract } from './store.contract';
import { NOW } from './store.fixture';

storeContract('the SQLite store', (clock) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'celeryscope-store-'));
  const { writer: inThread } = openSyncWriter({
    dataDir,
    now: NOW,
    clock: () => clock.now,
    settledAt: () => clock.settledAt ?? clock.now,
  });
  const reader = openReader({ dataDir, clock: () => clock.now, countBudgetMs: 60_000 });
  const writer = toStoreWriter(inThread);
  const close = async (): Promise<void> => {
    reader.close();
    await writer.close();
    rmSync(dataDir, { recursive: true });
  };
  return Promise.resolve({ writer, reader: inThisThread(reader), close });
});
