import { afterAll } from 'vitest';
import { startContractHost } from './postgres/contract-host.fixture';
import { storeContract } from './store.contract';

const host = await startContractHost(null);
afterAll(() => host.close());

storeContract('the PostgreSQL store on PGlite', host.open);
