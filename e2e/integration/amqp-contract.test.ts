import { openBroker } from '@/server/brokers';
import { describeBrokerContract } from '@/server/brokers/broker.contract';
import { sendTasks, startWorker } from '../support/celery-worker';
import { startRabbitmq } from '../support/rabbitmq-server';

describeBrokerContract('RabbitMQ', async () => {
  const rabbitmq = await startRabbitmq();
  const worker = await startWorker({ brokerUrl: rabbitmq.url, name: 'contract@test' });
  return {
    broker: openBroker({ url: rabbitmq.url, transport: {}, managementUrl: rabbitmq.managementUrl }),
    findsMessages: false,
    async send(name, args, queue) {
      const [uuid] = await sendTasks(rabbitmq.url, [{ name, args, options: { queue } }]);
      return uuid ?? '';
    },
    footprint: () => rabbitmq.topology(),
    async close() {
      await worker.stop();
      await rabbitmq.stop();
    },
  };
});
