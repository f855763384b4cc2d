import { describe } from 'vitest';
import { severalFaults } from '../plays/several';
import { stage } from '../support/stage';

for (const pool of ['gevent', 'eventlet'])
  describe(pool, () => {
    severalFaults(stage(), `on ${pool} pools`, { worker: { pool } });
  });
