import { startRabbitmq as start, type Rabbitmq, type RabbitmqOptions } from '../../scripts/services/rabbitmq.mjs';

export interface RabbitmqServer extends Rabbitmq {
  /** Queues and exchanges that exist, to compare before and after. */
  topology(): Promise<string[]>;
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
  // Not by `rabbitmqctl`: it starts an Erlang of its own each time, and this process waits for it meanwhile.
  const list = async (what: 'queues' | 'exchanges'): Promise<string[]> => {
    const answer = await fetch(`http://127.0.0.1:${server.managementPort}/api/${what}?columns=name`, {
      headers: { authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}` },
    });
    if (!answer.ok) throw new Error(`the management API answers ${answer.status}`);
    return ((await answer.json()) as readonly { readonly name: string }[]).map(({ name }) => name).sort();
  };
  return Object.assign(server, {
    topology: async () => [
      ...(await list('queues')).map((name) => `queue ${name}`),
      ...(await list('exchanges')).map((name) => `exchange ${name}`),
    ],
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
  });
}
