import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inThisThread } from './reading/in-this-thread';
import { openReader, openWriter } from './sqlite';
import { storeContract } from './store.contract';
import { NOW } from './store.fixture';

storeContract('the SQLite store', (clock) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'celeryscope-store-'));
  const { writer } = openWriter({ dataDir, now: NOW, clock: () => clock.now });
  const reader = openReader({ dataDir, clock: () => clock.now, countBudgetMs: 60_000 });
  const close = (): void => {
    reader.close();
    writer.close();
    rmSync(dataDir, { recursive: true });
  };
  return { writer, reader: inThisThread(reader), close };
});
