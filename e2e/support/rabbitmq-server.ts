import { startRabbitmq as start, type Rabbitmq, type RabbitmqOptions } from '../../scripts/services/rabbitmq.mjs';

export interface RabbitmqServer extends Rabbitmq {
  /** Queues and exchanges that exist, to compare before and after. */
  topology(): string[];
  /** SIGSTOP: it keeps its connections and answers nothing. */
  freeze(): void;
  thaw(): void;
}

/** A RabbitMQ of our own on free loopback ports. */
export async function startRabbitmq(options: RabbitmqOptions = {}): Promise<RabbitmqServer> {
  const server = await start(options);
  const signal = (name: NodeJS.Signals): void => {
    if (server.pid !== null) process.kill(server.pid, name);
  };
  const list = (...args: string[]): string[] =>
    server
      .ctl(...args, '--no-table-headers')
      .trim()
      .split('\n');
  return Object.assign(server, {
    topology: () => [
      ...list('list_queues', 'name')
        .map((name) => `queue ${name}`)
        .sort(),
      ...list('list_exchanges', 'name')
        .map((name) => `exchange ${name}`)
        .sort(),
    ],
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
  });
}
