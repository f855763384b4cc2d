import { openBroker } from '@/server/brokers';
import { describeBrokerContract } from '@/server/brokers/broker.contract';
import { sendTasks, startWorker } from '../support/celery-worker';
import { startRedis } from '../support/redis-server';

describeBrokerContract('Redis', async () => {
  const redis = await startRedis();
  const worker = await startWorker({ brokerUrl: redis.url, name: 'contract@test' });
  return {
    broker: openBroker({ url: redis.url, transport: {}, managementUrl: null }),
    async send(name, args, queue) {
      const [uuid] = await sendTasks(redis.url, [{ name, args, options: { queue } }]);
      return uuid ?? '';
    },
    async footprint() {
      const keys = (await redis.client.keys('*')).sort();
      const replies = (await redis.client.smembers('_kombu.binding.reply.celery.pidbox')).sort();
      return [...keys.filter((key) => key !== '_kombu.binding.reply.celery.pidbox'), ...replies];
    },
    async close() {
      await worker.stop();
      await redis.stop();
    },
  };
});
