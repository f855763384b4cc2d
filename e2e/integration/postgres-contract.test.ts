import { afterAll } from 'vitest';
import { startContractHost } from '@/server/store/postgres/contract-host.fixture';
import { storeContract } from '@/server/store/store.contract';
import { startPostgres } from '../support/postgres-server';

const server = await startPostgres();
const host = await startContractHost(server.url);
afterAll(async () => {
  await host.close();
  await server.stop();
});

storeContract('the PostgreSQL store on PostgreSQL', host.open);
