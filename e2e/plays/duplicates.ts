import { writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { FindingView } from '@/lib/api/views';
import type { Play, Stage } from '../support/stage';

const QUEUE = 'twice';
const HOLDER = 'first@alpha';
const SECOND = 'second@beta';
const SHORT_SECONDS = 15;
/** Else the first worker could take the copy as well, and keep it until its own run is over. */
const NOTHING_AHEAD = { worker_prefetch_multiplier: 1 };

interface Cause {
  readonly settings: Readonly<Record<string, unknown>>;
  /** Makes a second worker run what the first one still runs. */
  readonly again: () => Promise<unknown>;
  readonly check: (finding: FindingView) => void;
}

async function runTwice(on: Stage, play: Play, { settings, again, check }: Cause): Promise<void> {
  const gate = on.path('twice');
  await on.start(HOLDER, [QUEUE], { settings });
  const [uuid = ''] = await on.send(QUEUE, 'scope.late_until', [gate]);
  await on.program.untilTask(uuid, ({ task }) => task.state === 'STARTED', 'its start');
  play.fault();
  await again();
  const finding = await play.found('duplicate-execution', { kind: 'task', id: uuid });
  play.cause(() => {
    expect(finding.sentence).toContain(`scope.late_until ran twice at once on ${HOLDER} and ${SECOND}`);
    for (const id of [HOLDER, SECOND]) expect(finding.related).toContainEqual({ kind: 'worker', id });
    expect(finding.figure).toMatchObject({ kind: 'deliveries', bars: [{ worker: HOLDER }, { worker: SECOND }] });
    check(finding);
  });
  writeFileSync(gate, '');
  await play.closed(finding);
  await play.nothingBut('duplicate-execution', 'duplicate-expected');
}

/** A second worker starts, and gives back what is unacknowledged for longer than the visibility timeout. */
export function outlastVisibility(on: Stage, play: Play): Promise<void> {
  const settings = { ...NOTHING_AHEAD, broker_transport_options: { visibility_timeout: SHORT_SECONDS } };
  return runTwice(on, play, {
    settings,
    async again() {
      await new Promise((resolve) => setTimeout(resolve, (SHORT_SECONDS + 1) * 1000));
      await on.start(SECOND, [QUEUE], { settings });
    },
    check({ sentence, advice }) {
      expect(sentence).toContain('since it was not acknowledged by then');
      expect(advice.setting).toBe('broker_transport_options = {"visibility_timeout": 3600}');
    },
  });
}

/** RabbitMQ closes the connection of the worker that runs it. */
export function loseConnection(on: Stage, play: Play): Promise<void> {
  return runTwice(on, play, {
    settings: NOTHING_AHEAD,
    async again() {
      await on.start(SECOND, [QUEUE], { settings: NOTHING_AHEAD });
      await closeConsumerOf(on, `${HOLDER}.celery.pidbox`);
    },
    check({ sentence, advice }) {
      expect(sentence).toContain(`the connection of ${HOLDER} to the broker closed before it was acknowledged`);
      expect(advice.setting).toContain('worker_cancel_long_running_tasks_on_connection_loss = True');
    },
  });
}

interface Consumer {
  readonly queue: { readonly name: string };
  readonly channel_details: { readonly connection_name: string };
}

async function closeConsumerOf(on: Stage, queue: string): Promise<void> {
  const ask = async (path: string, method = 'GET') => {
    const authorization = `Basic ${Buffer.from('guest:guest').toString('base64')}`;
    const answer = await fetch(`${on.managementUrl}/api/${path}`, { method, headers: { authorization } });
    expect(answer.ok).toBe(true);
    return answer;
  };
  const consumers = (await (await ask('consumers')).json()) as readonly Consumer[];
  const consumer = consumers.find((one) => one.queue.name === queue);
  expect(consumer).toBeDefined();
  await ask(`connections/${encodeURIComponent(consumer?.channel_details.connection_name ?? '')}`, 'DELETE');
}
