import { keepRevoke } from '../support/durable-revoke';
import { rung } from '../support/rung';
import { stage } from '../support/stage';

const on = stage();

rung(on, 'the only worker is started anew after a revoke', 'revoked', (climb) => keepRevoke(on, climb, false));

// Celery 5.6.2 and later writes REVOKED into it as soon as the task is revoked.
rung(on, 'the only worker and Celeryscope are started anew after a revoke, with a result backend', 'revoked', (climb) =>
  keepRevoke(on, climb, true, { result_backend: on.brokerUrl.replace(/\/0$/, '/1') }),
);
