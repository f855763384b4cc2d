import { grow, limitRate, pileUpEtas } from '../plays/load';
import { scenario, stage } from '../support/stage';

const on = stage('rabbitmq');

scenario(on, 'more comes than is taken, on RabbitMQ', 'queue-growing', (play) => grow(on, play));

scenario(on, 'tasks with a rate limit fill their worker, on RabbitMQ', 'rate-limited', (play) => limitRate(on, play));

// One by one, each raises the prefetch count for the next: that takes minutes, and all at once is found no later.
const AT_ONCE = { worker_prefetch_multiplier: 5500 };

scenario(on, 'five thousand and more etas, on RabbitMQ', 'eta-pileup', (play) =>
  pileUpEtas(on, play, { settings: AT_ONCE }),
);
