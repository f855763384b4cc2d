import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResultBackend } from '@/server/backends/backend';
import { startMariadb, type MariadbServer } from '../support/mariadb-server';
import { backendOf } from '../support/opened-backend';
import { readsResults } from '../support/result-backends';

let mariadb: MariadbServer;
let backend: ResultBackend;
let settings: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  mariadb = await startMariadb();
  settings = { result_backend: `db+mysql+pymysql://${mariadb.authority}`, result_extended: true };
  backend = backendOf(String(settings['result_backend']), settings);
});
afterAll(async () => {
  await backend.close();
  await mariadb.stop();
});

describe('results in MariaDB', () => {
  readsResults(() => ({ backend, brokerUrl: 'memory://', settings, isJson: false }));

  it('are not told to who has a wrong password, nor is the right one', async () => {
    const wrong = backendOf(`db+mysql://scope:hunter2@127.0.0.1:${mariadb.port}/results`, {});
    const error: unknown = await wrong.read(['done']).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ name: 'BrokerError', code: 'ER_ACCESS_DENIED_ERROR' });
    expect(String(error)).not.toContain('hunter2');
    await wrong.close();
  });
});
