import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '');
const alias = { '@': root };

/**
 * `unit` needs no services; `integration` meets real Redis, RabbitMQ and Celery; so do the `scenarios`, which cause
 * faults and wait until they are found: `npm run truth` runs those. `prometheus` meets a real one: `npm run metrics-check`.
 */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        // A busy machine is no failure: the limit is for tests that hang.
        test: {
          name: 'unit',
          include: ['{lib,server,components,scripts}/**/*.test.{ts,tsx,mjs}'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          // They share no state, and a process of its own for each file takes most of the time.
          isolate: false,
          // Freeing the code of one PGlite while another runs may end Node: https://github.com/nodejs/node/issues/64500
          execArgv: ['--no-wasm-code-gc'],
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'integration',
          include: ['e2e/integration/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          expect: { poll: { timeout: 120_000 } },
          fileParallelism: false,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'prometheus',
          include: ['e2e/prometheus/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'scenarios',
          include: ['e2e/scenarios/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
