import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResultBackend } from '@/server/backends/backend';
import { backendOf } from '../support/opened-backend';
import { startPostgres, type PostgresServer } from '../support/postgres-server';
import { readsResults } from '../support/result-backends';

let postgres: PostgresServer;
let backend: ResultBackend;
let settings: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  postgres = await startPostgres();
  const url = `db+${postgres.url.replace('postgres://', 'postgresql+psycopg2://')}`;
  settings = { result_backend: url, result_extended: true };
  backend = backendOf(url, settings);
});
afterAll(async () => {
  await backend.close();
  await postgres.stop();
});

describe('results in PostgreSQL', () => {
  readsResults(() => ({ backend, brokerUrl: 'memory://', settings, isJson: false }));

  it('of a server that went away are an error without its password', async () => {
    await postgres.kill();
    const error: unknown = await backend.read(['done']).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ name: 'BrokerError' });
    expect(String(error)).not.toContain(postgres.password);
    expect(String(error)).not.toContain(encodeURIComponent(postgres.password));
  });
});
