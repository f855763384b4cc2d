import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResultBackend } from '@/server/backends/backend';
import { backendApp } from '../support/backend-python';
import { runPython } from '../support/celery-worker';
import { startMemcached, type MemcachedServer } from '../support/memcached-server';
import { backendOf } from '../support/opened-backend';
import { readsResults } from '../support/result-backends';

const brokerUrl = 'memory://';
let servers: readonly MemcachedServer[] = [];
let backend: ResultBackend;
let settings: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  servers = await Promise.all([startMemcached(), startMemcached(), startMemcached()]);
  settings = { result_backend: `cache+memcached://127.0.0.1:${servers[0]?.port ?? 0}/`, result_extended: true };
  backend = backendOf(String(settings['result_backend']), settings);
});
afterAll(async () => {
  await backend.close();
  for (const server of servers) await server.stop();
});

describe('results in Memcached', () => {
  readsResults(() => ({ backend, brokerUrl, settings, isJson: true }));

  it('are found on each of several servers, wherever the Python client put them', async () => {
    const list = servers.map(({ port }) => `127.0.0.1:${port}`).join(';');
    const several = { result_backend: `cache+memcached://${list}/` };
    const uuids = Array.from({ length: 30 }, (_, index) => `task-${index}`);
    const code =
      "import sys\nfrom scope_tasks import app\nfor u in sys.argv[1:]: app.backend.store_result(u, u, 'SUCCESS')";
    await runPython(['-c', code, ...uuids], brokerUrl, several, '', backendApp().python);
    const all = backendOf(several.result_backend, several);
    const found = await all.read(uuids);
    expect(uuids.map((uuid) => found.get(uuid)?.result)).toEqual(uuids);
    // Which server would have to be told is not known.
    expect(all).not.toHaveProperty('abort');
    await all.close();
  });

  it('that are large or pickled are told by their size, and an id can hold no command', async () => {
    const code =
      "from scope_tasks import app\napp.backend.client.set('celery-task-meta-pickled', {'a': 1})\n" +
      "app.backend.store_result('large', 'ä' * 100000, 'SUCCESS')";
    await runPython(['-c', code], brokerUrl, settings, '', backendApp().python);
    expect(await backend.unread?.('pickled')).toMatchObject({ format: 'pickle' });
    expect((await backend.read(['large'])).get('large')?.result).toHaveLength(100_000);
    expect([...(await backend.read(['a\r\nflush_all', 'a b', 'large'])).keys()]).toEqual(['large']);
  });

  it('of a server that is not there are an error that says where', async () => {
    const missing = backendOf('cache+memcached://127.0.0.1:1/', {});
    await expect(missing.read(['a'])).rejects.toMatchObject({
      code: 'ECONNREFUSED',
      message: expect.stringContaining('127.0.0.1:1') as string,
    });
    await missing.close();
  });
});
