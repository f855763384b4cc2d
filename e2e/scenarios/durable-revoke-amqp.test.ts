import { keepRevoke } from '../support/durable-revoke';
import { rung } from '../support/rung';
import { stage } from '../support/stage';

const on = stage('rabbitmq');

rung(on, 'the only worker is started anew after a revoke, on RabbitMQ', 'revoked', (climb) =>
  keepRevoke(on, climb, false),
);

rung(on, 'the only worker and Celeryscope are started anew after a revoke, on RabbitMQ', 'revoked', (climb) =>
  keepRevoke(on, climb, true),
);
