import type { ConfirmChannel, Options } from 'amqplib';
import type { AmqpConnection } from './amqp-connection';
import { deadline } from './amqp-deadline';
import { oneLine, refusalOf, replyCodeOf } from './amqp-error';
import { BrokerError, type OutgoingTask } from './broker';

const CONFIRM_TIMEOUT_MS = 10_000;
const UNCONFIRMED = 'RabbitMQ did not confirm the message; it may or may not be in the queue.';

/** Publishes one task to a queue or exchange that exists, and resolves only when RabbitMQ has taken it into a queue. */
export async function publishTask(connection: AmqpConnection, task: OutgoingTask): Promise<void> {
  if (task.queue === '' || !isWhole(task.headers)) {
    throw new BrokerError('BAD_MESSAGE', 'A task message needs a queue and the headers "task" and "id".');
  }
  const alarm = connection.blocked();
  if (alarm !== null)
    throw new BrokerError('broker_blocked', `RabbitMQ takes no messages while its resource alarm lasts (${alarm}).`);
  const channel = await deadline(connection.model.createConfirmChannel(), CONFIRM_TIMEOUT_MS, 'open a channel');
  channel.on('error', () => undefined);
  try {
    if (!task.exchange) await checkThat(channel.checkQueue(task.queue), 'queue', task.queue);
    else await checkThat(channel.checkExchange(task.exchange), 'exchange', task.exchange);
    await publishMandatory(channel, task);
  } finally {
    channel.close().catch(() => undefined);
  }
}

function isWhole(headers: OutgoingTask['headers']): boolean {
  return ['task', 'id'].every((name) => typeof headers[name] === 'string' && headers[name] !== '');
}

async function checkThat(answer: Promise<unknown>, kind: 'queue' | 'exchange', name: string): Promise<void> {
  try {
    await deadline(answer, CONFIRM_TIMEOUT_MS, `look for the ${kind}`);
  } catch (error) {
    if (error instanceof BrokerError) throw error;
    if (replyCodeOf(error) === 404)
      throw new BrokerError(`${kind}_missing`, `There is no ${kind} "${oneLine(name)}" on this RabbitMQ.`, {
        cause: error,
      });
    throw new BrokerError(refusalOf(error), `RabbitMQ refused to look for the ${kind} "${oneLine(name)}".`, {
      cause: error,
    });
  }
}

/** Publishes and waits for the broker's word; a message that finds no queue comes back as `unroutable`. */
export function publishMandatory(channel: ConfirmChannel, task: OutgoingTask): Promise<void> {
  return new Promise((resolve, reject) => {
    let returned = false;
    const timer = setTimeout(() => {
      reject(new BrokerError('publish_unconfirmed', UNCONFIRMED));
    }, CONFIRM_TIMEOUT_MS);
    // A returned message is confirmed as well, after its return.
    channel.on('return', () => {
      returned = true;
    });
    const done = (error: unknown): void => {
      clearTimeout(timer);
      if (returned)
        reject(
          new BrokerError('unroutable', `RabbitMQ could not route the message to the queue "${oneLine(task.queue)}".`),
        );
      else if (error instanceof Error) reject(toPublishError(error));
      else resolve();
    };
    try {
      channel.publish(task.exchange ?? '', task.routingKey ?? task.queue, task.body, toProperties(task), done);
    } catch (error) {
      clearTimeout(timer);
      reject(
        new BrokerError('BAD_MESSAGE', "The message has a header or property that AMQP can't carry.", { cause: error }),
      );
    }
  });
}

/** A refusal is certain; a connection that broke in between leaves it open whether the message arrived. */
function toPublishError(error: Error): BrokerError {
  return error.message.includes('nacked')
    ? new BrokerError('publish_refused', 'RabbitMQ refused the message: the queue may be full.', { cause: error })
    : new BrokerError('publish_unconfirmed', UNCONFIRMED, { cause: error });
}

function toProperties(task: OutgoingTask): Options.Publish {
  return {
    mandatory: true,
    contentType: task.contentType,
    contentEncoding: task.contentEncoding,
    // Persistent, as Celery publishes its tasks.
    deliveryMode: 2,
    priority: Math.min(255, Math.max(0, Math.trunc(task.priority))),
    correlationId: task.correlationId,
    ...(task.replyTo === null ? {} : { replyTo: task.replyTo }),
    ...(task.expirationMs == null ? {} : { expiration: String(task.expirationMs) }),
    headers: Object.fromEntries(Object.entries(task.headers).filter(([, value]) => value !== undefined)),
  };
}
