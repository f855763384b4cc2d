import { replyCodeOf } from './amqp-error';
import { onOwnChannel } from './amqp-channel';
import type { AmqpConnection } from './amqp-connection';

const [REFUSED, MISSING, LOCKED, DIFFERS] = [403, 404, 405, 406] as const;
type Channel = Parameters<Parameters<typeof onOwnChannel>[2]>[0];

/**
 * Whether a worker could declare the queue, and the exchange of its name, as Celery does for a queue that it does not
 * know. What is not there it could; what is there is declared the same way on a channel of its own, which changes nothing,
 * and which RabbitMQ closes where it differs. null: our user may not ask.
 */
export async function isDeclarable(
  { model }: AmqpConnection,
  queue: string,
  queueArguments: Readonly<Record<string, unknown>>,
): Promise<boolean | null> {
  const codeOf = async (operation: (channel: Channel) => Promise<unknown>): Promise<number | null> => {
    try {
      await onOwnChannel(model, `look for ${queue}`, operation);
      return null;
    } catch (error) {
      const code = replyCodeOf(error);
      if (code === null) throw error;
      return code;
    }
  };
  const looks = [
    {
      isThere: await codeOf((channel) => channel.checkQueue(queue)),
      declare: (channel: Channel) => channel.assertQueue(queue, { durable: true, arguments: { ...queueArguments } }),
    },
    {
      isThere: await codeOf((channel) => channel.checkExchange(queue)),
      declare: (channel: Channel) => channel.assertExchange(queue, 'direct', { durable: true, autoDelete: false }),
    },
  ];
  let isKnown = true;
  for (const { isThere, declare } of looks) {
    if (isThere === MISSING) continue;
    const code = isThere ?? (await codeOf(declare));
    if (code === LOCKED || code === DIFFERS) return false;
    if (code === REFUSED) isKnown = false;
  }
  return isKnown ? true : null;
}
