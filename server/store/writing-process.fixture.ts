import { openSyncWriter } from './sqlite.fixture';
import { batchOf, NOW, taskOf, uuidOf } from './store.fixture';
import { StoreError } from './store';

/** A process of its own that writes tasks, a hundred a batch, and says after each how many there are. */
const [dataDir = '', batches = '0'] = process.argv.slice(2);
try {
  const { writer } = openSyncWriter({ dataDir, now: NOW });
  for (let batch = 0; batch < Number(batches); batch += 1) {
    const tasks = Array.from({ length: 100 }, (_, n) => taskOf(uuidOf(batch * 100 + n), { updatedAt: NOW + batch }));
    writer.write(batchOf({ tasks }));
    process.stdout.write(`${(batch + 1) * 100}\n`);
  }
  writer.close();
} catch (error) {
  process.stdout.write(`${error instanceof StoreError ? error.code : String(error)}\n`);
}
