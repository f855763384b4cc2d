import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { backendOf } from '../support/opened-backend';
import { temporaryFolder } from '../support/program';
import { readsResults } from '../support/result-backends';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const file = path.join(folder.path, 'results.db');
// Nothing is sent: Celery stores results itself here.
const brokerUrl = 'memory://';

describe('results in SQLite', () => {
  const settings = {
    result_backend: `db+sqlite:///${file}`,
    result_extended: true,
    database_table_names: { task: 'odd "table" names' },
  };
  const backend = backendOf(settings.result_backend, settings);
  afterAll(() => backend.close());

  readsResults(() => ({ backend, brokerUrl, settings, isJson: false }));

  it('are read in a table without the columns of result_extended as well', async () => {
    const plain = { result_backend: `db+sqlite:///${path.join(folder.path, 'plain.db')}` };
    const other = backendOf(plain.result_backend, plain);
    const { runPython } = await import('../support/celery-worker');
    const { backendApp } = await import('../support/backend-python');
    const code = "from scope_tasks import app; app.backend.store_result('done', 1, 'SUCCESS')";
    await runPython(['-c', code], brokerUrl, plain, '', backendApp().python);
    expect((await other.read(['done'])).get('done')).toMatchObject({ status: 'SUCCESS', name: null, args: null });
    await other.close();
  });

  it('that are not there are an error without what may be secret', async () => {
    const missing = backendOf(`db+sqlite:///${path.join(folder.path, 'nowhere.db')}`, {});
    await expect(missing.read(['a'])).rejects.toMatchObject({ name: 'BrokerError', code: 'SQLITE_CANTOPEN' });
    await missing.close();
  });
});
