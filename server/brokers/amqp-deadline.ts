import { BrokerError } from './broker';

/** Rejects with `timeout` when a broker's answer does not come: amqplib waits for ever. */
export async function deadline<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new BrokerError('timeout', `RabbitMQ did not answer in ${ms / 1000} s (${what}).`)),
      ms,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
