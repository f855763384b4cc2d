import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResultBackend } from '@/server/backends/backend';
import { backendApp } from '../support/backend-python';
import { runPython } from '../support/celery-worker';
import { startMongodbMock, type MongodbMock } from '../support/mongodb-mock';
import { backendOf } from '../support/opened-backend';
import { readsResults } from '../support/result-backends';

const brokerUrl = 'memory://';
let mongodb: MongodbMock;
let backend: ResultBackend;
let settings: Readonly<Record<string, unknown>>;

// Celery and pymongo on one side and the driver of npm on the other are real; the server between them is a mock.
beforeAll(async () => {
  mongodb = await startMongodbMock();
  settings = {
    result_backend: `mongodb://127.0.0.1:${mongodb.port}/results`,
    result_extended: true,
    mongodb_backend_settings: { taskmeta_collection: 'my_results' },
  };
  backend = backendOf(String(settings['result_backend']), settings);
});
afterAll(async () => {
  await backend.close();
  await mongodb.stop();
});

describe('results in a mock of MongoDB', () => {
  readsResults(() => ({ backend, brokerUrl, settings, isJson: true }));

  it('stand where the settings say', () => {
    expect([...(mongodb.collections.get('results.my_results')?.keys() ?? [])]).toContain('done');
  });

  it('that are pickles are told by their size', async () => {
    const code = "from scope_tasks import app\napp.backend.store_result('pickled', {1, 2}, 'SUCCESS')";
    const pickling = { ...settings, result_serializer: 'pickle', accept_content: ['pickle'] };
    await runPython(['-c', code], brokerUrl, pickling, '', backendApp().python);
    expect((await backend.read(['pickled'])).get('pickled')).toMatchObject({
      status: 'SUCCESS',
      result: null,
      unread: { format: 'pickle' },
    });
  });

  it('of a server that is not there are an error without its password', async () => {
    const missing = backendOf('mongodb://user:hunter2@127.0.0.1:1/results?serverSelectionTimeoutMS=200', {});
    const error: unknown = await missing.read(['a']).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ name: 'BrokerError' });
    expect(String(error)).not.toContain('hunter2');
    await missing.close();
  });
});
