import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendTasks, startWorker, type CeleryWorker } from '../support/celery-worker';
import { startProgram, temporaryFolder, type Answers, type Program } from '../support/program';
import { startRabbitmq, type RabbitmqServer } from '../support/rabbitmq-server';
import { stopAll } from '../support/stop-all';

const folder = temporaryFolder();
let rabbitmq: RabbitmqServer;
let worker: CeleryWorker;
let program: Program;
let topology: string[];

beforeAll(async () => {
  rabbitmq = await startRabbitmq();
  worker = await startWorker({ brokerUrl: rabbitmq.url, name: 'w1@alpha' });
  await sendTasks(rabbitmq.url, [{ name: 'scope.add', args: [1, 1] }]);
  topology = await named();
  program = await startProgram({
    brokerUrl: rabbitmq.url,
    dataDir: folder.path,
    args: rabbitmq.managementUrl === null ? [] : ['--rabbitmq-management-url', rabbitmq.managementUrl],
  });
  await program.until('worker', 'w1@alpha', (w) => w.stats !== null && w.conf !== null, 'the worker');
});
afterAll(() =>
  stopAll(
    () => program.stop(),
    () => worker.stop(),
    () => rabbitmq.stop(),
    () => folder.remove(),
  ),
);

/** Workers name their queues of events anew at each connection. */
async function named(): Promise<string[]> {
  return (await rabbitmq.topology()).map((name) => name.replace(/[0-9a-f-]{36}/, 'UUID'));
}

/** Waits for the next answers to what a worker is asked again and again: which tasks it holds. */
async function nextAnswers(hostname: string): Promise<void> {
  const { readAt: before } = await program.get('worker', hostname);
  const isNew = ({ readAt }: Answers['worker']): boolean =>
    ['active', 'reserved'].every((command) => (readAt[command] ?? 0) > (before[command] ?? 0));
  await program.until('worker', hostname, isNew, 'its next answers');
}

describe('a deployment on RabbitMQ', () => {
  it('shows a task from SENT to SUCCESS, and its queue', async () => {
    const [uuid = ''] = await sendTasks(rabbitmq.url, [{ name: 'scope.nap', args: [0.2] }]);
    const { task, deliveries } = await program.untilTask(
      uuid,
      // Who sent it and who ran it tell that on connections of their own: the end may be heard first.
      (t) => t.task.state === 'SUCCESS' && t.task.sentAt !== null,
      'its end, and that it was sent',
    );
    expect(task).toMatchObject({ queue: 'celery', worker: 'w1@alpha', result: '0.2' });
    expect(deliveries).toHaveLength(1);
    const { queues } = await program.until(
      'queues',
      '',
      // The management API knows the consumers of a new queue some seconds before its messages.
      (view) => view.queues.some(({ name, consumers, ready }) => name === 'celery' && consumers === 1 && ready === 0),
      'the queue',
    );
    expect(queues.find(({ name }) => name === 'celery')).toMatchObject({ ready: 0, consumerNames: ['w1@alpha'] });
  });

  it('revokes what waits and what runs', async () => {
    const [waiting = '', running = ''] = await sendTasks(rabbitmq.url, [
      { name: 'scope.add', args: [1, 1], options: { countdown: 30 } },
      { name: 'scope.nap', args: [600] },
    ]);
    await program.untilTask(waiting, (t) => t.task.state === 'RECEIVED', 'its receipt');
    await program.untilTask(running, (t) => t.task.state === 'STARTED', 'its start');
    const path = (uuid: string): string => `/api/v1/tasks/${uuid}/revoke`;
    const both = [
      await program.post(path(waiting)),
      await program.post(path(running), { terminate: true, signal: 'SIGKILL' }),
    ];
    for (const answer of both)
      expect(answer).toMatchObject({ status: 200, body: { answers: [{ from: 'w1@alpha', outcome: 'ok' }] } });
    for (const uuid of [waiting, running]) {
      await program.untilTask(uuid, (t) => t.task.state === 'REVOKED', 'its end');
      expect(await program.action('done', uuid)).toMatchObject({ name: 'revoke' });
    }
  });

  it('runs a retried task with its arguments from inspect, and from the events once it ended', async () => {
    const args = ['한국어', 12345678901, null, true, 2.5];
    const [held = ''] = await sendTasks(rabbitmq.url, [{ name: 'scope.echo', args, options: { countdown: 600 } }]);
    await program.untilTask(held, (t) => t.task.state === 'RECEIVED', 'its receipt');
    await program.until(
      'worker',
      'w1@alpha',
      (w) => w.scheduledTasks?.some((task) => task.uuid === held) === true,
      'that inspect names it',
    );
    const again = async (uuid: string, source: string): Promise<string> => {
      const answer = await program.post(`/api/v1/tasks/${uuid}/retry`);
      expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 201, body: { source } });
      const { uuid: fresh } = answer.body as { uuid: string };
      // Its events may be there before it is written down that we sent it.
      const isDone = ({ task: t }: Answers['task']): boolean => t.state === 'SUCCESS' && t.retryOf !== null;
      const { task } = await program.untilTask(fresh, isDone, 'the run of the retry');
      expect(task).toMatchObject({ retryOf: uuid, queue: 'celery' });
      expect(task.result).toBe("{'args': ('한국어', 12345678901, None, True, 2.5), 'kwargs': {}}");
      return fresh;
    };
    const fresh = await again(held, 'inspect');
    // The worker may be answering just now, and name it: inspect is the better source then. What it answers after that
    // it was asked when the task had ended.
    await nextAnswers('w1@alpha');
    await nextAnswers('w1@alpha');
    await again(fresh, 'event repr');
  });

  it('survives a lost connection: the gap shows, and nothing is taken for gone', async () => {
    rabbitmq.ctl('close_all_connections', 'test');
    const status = await program.until(
      'status',
      '',
      ({ broker, collector }) => broker.state === 'connected' && collector.gaps.length > 0,
      'the gap',
    );
    expect(status.collector.gaps).toMatchObject([{ reason: 'broker-lost' }]);
    const [uuid = ''] = await sendTasks(rabbitmq.url, [{ name: 'scope.add', args: [2, 2] }]);
    await program.untilTask(uuid, (t) => t.task.state === 'SUCCESS', 'the next task');
    expect((await program.get('workers')).workers).toMatchObject([{ hostname: 'w1@alpha' }]);
    expect((await program.findings('all')).map(({ detector }) => detector)).toEqual([]);
  });

  it('with a wrong password or vhost is told, without the password', async () => {
    for (const [url, code] of [
      [rabbitmq.url.replace('guest:guest', 'guest:secret-word'), 'ACCESS_REFUSED'],
      [rabbitmq.url.replace(/\/\/?$/, '/nowhere'), 'NOT_ALLOWED'],
    ] as const) {
      const other = temporaryFolder();
      const refused = await startProgram({ brokerUrl: url, dataDir: other.path });
      const { broker } = await refused.until('status', '', (s) => s.broker.state === 'lost', 'the refusal');
      expect(broker.errorCode).toBe(code);
      expect(refused.output() + JSON.stringify(broker)).not.toContain('secret-word');
      expect(await refused.stop()).toBe(0);
      other.remove();
    }
  });

  it('is left as it was', async () => {
    expect(await program.stop()).toBe(0);
    await expect.poll(named).toEqual(topology);
  });
});
