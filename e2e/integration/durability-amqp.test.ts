import { connect } from 'amqplib';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { taskEvent } from '../support/event-message';
import { startProgram, temporaryFolder, type Program } from '../support/program';
import { startRabbitmq, type RabbitmqServer } from '../support/rabbitmq-server';
import { stopAll } from '../support/stop-all';

/** It looks each second, a busy machine less often. */
const MOMENT_SECONDS = 8;

let rabbitmq: RabbitmqServer;
let folder: ReturnType<typeof temporaryFolder>;
let program: Program;
const now = (): number => Date.now() / 1000;

beforeAll(async () => {
  rabbitmq = await startRabbitmq();
});
afterAll(() => rabbitmq.stop());
beforeEach(async () => {
  folder = temporaryFolder();
  const args = ['--rabbitmq-management-url', rabbitmq.managementUrl ?? ''];
  // Else RabbitMQ would close the connection of a process that is stopped for longer than its heartbeats allow.
  program = await startProgram({ brokerUrl: `${rabbitmq.url}?heartbeat=60`, dataDir: folder.path, args });
  await program.until('status', '', ({ broker }) => broker.state === 'connected', 'the connection');
});
afterEach(() =>
  stopAll(
    () => program.stop(),
    () => folder.remove(),
  ),
);

/** Publishes events of so many tasks, each with as many bytes. */
async function flood(tasks: number, bytes: number): Promise<void> {
  const model = await connect(rabbitmq.url.replace(/\/\/$/, '/%2f'));
  const channel = await model.createConfirmChannel();
  const args = 'x'.repeat(bytes);
  for (let n = 0; n < tasks; n += 1) {
    const body = Buffer.from(JSON.stringify([taskEvent('task-received', `flood-${n}`, { name: 'x', args })]));
    channel.publish('celeryev', 'task.multi', body, { contentType: 'application/json', contentEncoding: 'utf-8' });
    if (n % 20 === 19) await channel.waitForConfirms();
  }
  await channel.waitForConfirms();
  await model.close();
}

describe('a gap is shown', () => {
  const stopped = async (whileStopped: () => Promise<void>): Promise<void> => {
    const stoppedAt = now();
    process.kill(program.pid, 'SIGSTOP');
    await whileStopped();
    const resumedAt = now();
    process.kill(program.pid, 'SIGCONT');
    const { collector } = await program.until(
      'status',
      '',
      ({ collector: { gaps } }) => gaps.some(({ reason }) => reason === 'slow-consumer'),
      'the gap',
    );
    expect(collector.gaps).toHaveLength(1);
    const [gap] = collector.gaps;
    expect(gap?.from).toBeLessThanOrEqual(stoppedAt + 0.1);
    expect(gap?.from).toBeGreaterThan(stoppedAt - MOMENT_SECONDS);
    expect(gap?.to).toBeGreaterThanOrEqual(resumedAt);
    const behind = ({ streamLagSeconds }: { readonly streamLagSeconds: number | null }): boolean =>
      streamLagSeconds === 0;
    await program.until('status', '', (s) => behind(s.collector.pressure), 'that it keeps up again');
    expect((await program.get('status')).broker.state).toBe('connected');
    await sleep(1500);
    expect((await program.get('status')).collector.gaps).toHaveLength(1);
  };

  it('when our queue overflows while we do not read', async () => {
    await stopped(() => flood(2000, 100_000));
  });

  it('when a policy lets events in our queue expire while we do not read', async () => {
    rabbitmq.ctl('set_policy', 'short', '^celeryev', '{"message-ttl":500}', '--apply-to', 'queues');
    try {
      await stopped(async () => {
        await flood(600, 50_000);
        await sleep(2000);
      });
    } finally {
      rabbitmq.ctl('clear_policy', 'short');
    }
  });
});

it('watches as before where the user may not write to the default exchange', async () => {
  rabbitmq.ctl('add_user', 'narrow', 'narrow-word');
  rabbitmq.ctl('set_permissions', 'narrow', '^celery', '^celery', '^celery');
  const url = rabbitmq.url.replace('guest:guest', 'narrow:narrow-word');
  const other = temporaryFolder();
  const watcher = await startProgram({ brokerUrl: url, dataDir: other.path });
  try {
    await watcher.until('status', '', ({ broker }) => broker.state === 'connected', 'the connection');
    await flood(1, 10);
    await watcher.untilTask('flood-0', () => true, 'the event');
    expect((await watcher.get('status')).broker.limits['events']).toBeUndefined();
  } finally {
    await watcher.stop();
    other.remove();
  }
});
