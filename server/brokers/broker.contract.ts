import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import { BrokerError, type Broker, type BrokerSink, type OutgoingTask, type RawMessage } from './broker';
import { openEventMessage } from './kombu-envelope';

/** A broker under test, with one real worker `contract@test` on the queue `celery` that knows `scope.add` and `scope.nap`. */
export interface BrokerUnderTest {
  readonly broker: Broker;
  /** False where a waiting message can't be looked at without a trace (RabbitMQ); true unless said otherwise. */
  readonly findsMessages?: boolean;
  /** Sends a task to the queue as an application does; gives its uuid. */
  send(name: string, args: readonly unknown[], queue: string): Promise<string>;
  /** Everything in the broker that outlives a connection, to compare before and after. */
  footprint(): Promise<unknown>;
  close(): Promise<void>;
}

const CONTRACT_WORKER = 'contract@test';

/** What every kind of broker must do alike; `setup` starts servers and worker. */
export function describeBrokerContract(name: string, setup: () => Promise<BrokerUnderTest>): void {
  describe(`${name} keeps the contract of a broker`, () => {
    let under: BrokerUnderTest;
    let before: unknown;
    const messages: RawMessage[] = [];
    const statuses: BrokerStatus[] = [];
    const stop = new AbortController();
    let running: Promise<void>;
    const sink: BrokerSink = { message: (raw) => messages.push(raw), status: (status) => statuses.push(status) };

    beforeAll(async () => {
      under = await setup();
      before = await under.footprint();
      const rejected = await under.broker.queues(['celery']).catch((error: unknown) => error);
      expect(rejected).toBeInstanceOf(BrokerError);
      running = under.broker.run(sink, stop.signal);
      await until(() => statuses.at(-1)?.state === 'connected');
    });
    afterAll(async () => {
      stop.abort();
      await running;
      await under.close();
    });

    const events = (): Record<string, unknown>[] =>
      messages.flatMap((raw) => {
        const opened = openEventMessage(raw);
        return opened.ok ? ([opened.body].flat() as Record<string, unknown>[]) : [];
      });
    const seen = (type: string, uuid: string): boolean =>
      events().some((event) => event['type'] === type && event['uuid'] === uuid);

    it('tells its state from connecting to connected, without credentials', () => {
      expect(statuses[0]?.state).toBe('connecting');
      expect(statuses.at(-1)).toMatchObject({ state: 'connected', error: null, errorCode: null, retryAt: null });
      expect(under.broker.url).not.toContain('@');
    });

    it('hands on the events of a task from receipt to success', async () => {
      const uuid = await under.send('scope.add', [2, 3], 'celery');
      await until(() => seen('task-succeeded', uuid));
      expect(seen('task-received', uuid)).toBe(true);
      expect(seen('task-started', uuid)).toBe(true);
    });

    it('gets the answers of workers, each as it comes, and stops waiting at the last expected one', async () => {
      const early: string[] = [];
      const replies = await under.broker.control(
        { method: 'ping', arguments: {}, destination: null, timeoutMs: 20_000, expect: [CONTRACT_WORKER] },
        (reply) => early.push(reply.hostname),
      );
      expect(replies).toMatchObject([{ hostname: CONTRACT_WORKER, reply: { ok: 'pong' } }]);
      expect(early).toEqual([CONTRACT_WORKER]);
    });

    it('gives an empty list when nobody answers in time, and does not hold up others meanwhile', async () => {
      const order: string[] = [];
      const ping = (destination: string) =>
        under.broker
          .control({
            method: 'ping',
            arguments: {},
            destination: [destination],
            timeoutMs: 5000,
            expect: [destination],
          })
          .finally(() => order.push(destination));
      const [nobody, somebody] = await Promise.all([ping('nobody@nowhere'), ping(CONTRACT_WORKER)]);
      expect(nobody).toEqual([]);
      expect(somebody).toHaveLength(1);
      expect(order).toEqual([CONTRACT_WORKER, 'nobody@nowhere']);
    });

    it('counts what waits in a queue that no worker serves, and finds the original message where it may look', async () => {
      const uuid = await under.send('scope.echo', ['ä', { nested: [1, 2] }], 'unserved');
      const [reading] = await under.broker.queues(['unserved']);
      expect(reading).toMatchObject({ name: 'unserved', ready: 1 });
      const { message } = await under.broker.findMessage(uuid, 'unserved');
      if (under.findsMessages === false) {
        expect(message).toBeNull();
        return;
      }
      expect(message).toMatchObject({
        queue: 'unserved',
        place: { in: 'queue', ahead: 0 },
        headers: { id: uuid, task: 'scope.echo' },
      });
      expect(JSON.parse(message?.body.toString() ?? 'null')).toMatchObject([['ä', { nested: [1, 2] }], {}, {}]);
      expect(await under.broker.findMessage('00000000-0000-4000-8000-000000000000', 'unserved')).toEqual({
        message: null,
        everywhere: true,
      });
    });

    it('publishes a task that a real worker runs', async () => {
      const uuid = crypto.randomUUID();
      await under.broker.publish(
        toTask(uuid, 'celery', [[20, 22], {}, { callbacks: null, errbacks: null, chain: null, chord: null }]),
      );
      await until(() => seen('task-succeeded', uuid));
      const succeeded = events().find((event) => event['type'] === 'task-succeeded' && event['uuid'] === uuid);
      expect(succeeded?.['result']).toBe('42');
    });

    it('refuses to publish a message without the parts that workers need', async () => {
      const whole = toTask(crypto.randomUUID(), 'celery', [[], {}, {}]);
      await expect(under.broker.publish({ ...whole, headers: {} })).rejects.toBeInstanceOf(BrokerError);
      await expect(under.broker.publish({ ...whole, queue: '' })).rejects.toBeInstanceOf(BrokerError);
    });

    it('leaves nothing behind when it ends', async () => {
      stop.abort();
      await running;
      expect(statuses.at(-1)?.state).toBe('ended');
      const rejected = await under.broker
        .control({ method: 'ping', arguments: {}, destination: null, timeoutMs: 100, expect: null })
        .catch((error: unknown) => error);
      expect(rejected).toBeInstanceOf(BrokerError);
      // RabbitMQ's lists of what there is may be a moment old.
      await expect.poll(async () => withoutTasks(await under.footprint())).toEqual(withoutTasks(before));
    });
  });
}

/** The test's own message that nobody serves stays; all else must be as before. */
function withoutTasks(footprint: unknown): unknown {
  if (!Array.isArray(footprint)) return footprint;
  return footprint.filter((item) => !String(item).includes('unserved'));
}

function toTask(uuid: string, queue: string, body: unknown): OutgoingTask {
  return {
    queue,
    headers: {
      lang: 'py',
      task: 'scope.add',
      id: uuid,
      shadow: null,
      eta: null,
      expires: null,
      group: null,
      group_index: null,
      retries: 0,
      timelimit: [null, null],
      root_id: uuid,
      parent_id: null,
      argsrepr: '(20, 22)',
      kwargsrepr: '{}',
      origin: 'test',
      ignore_result: false,
    },
    body: Buffer.from(JSON.stringify(body)),
    contentType: 'application/json',
    contentEncoding: 'utf-8',
    correlationId: uuid,
    replyTo: null,
    priority: 0,
  };
}

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('it did not happen within a minute');
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}
