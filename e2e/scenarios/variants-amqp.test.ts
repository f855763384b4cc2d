import { severalFaults } from '../plays/several';
import { stage } from '../support/stage';

const settings = { task_queue_max_priority: 10, timezone: 'America/New_York', worker_prefetch_multiplier: 0 };

severalFaults(stage('rabbitmq', { settings }), 'on RabbitMQ with priorities, threads pools and no limit of prefetch', {
  worker: { pool: 'threads' },
  priority: 9,
});
