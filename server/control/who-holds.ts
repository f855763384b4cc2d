import { decodeInspectReply } from '@/lib/celery/inspect-reply';
import type { Standing } from '@/lib/queues/in-flight';
import { BrokerError, type ControlReply } from '../brokers/broker';
import { ControlError, type ControlContext } from './control-context';

const COMMANDS = { active: 'running', reserved: 'reserved', scheduled: 'scheduled' } as const;
type Command = keyof typeof COMMANDS;
const TIMEOUT_MS = 3000;

/** What workers said when they were asked just now. */
export interface Held {
  /** uuid → the worker that named it. */
  readonly named: ReadonlyMap<string, { readonly worker: string; readonly as: Standing['as'] }>;
  /** Answered at least one question: it lives. */
  readonly isUp: (hostname: string) => boolean;
  /** All that answered. */
  readonly answered: readonly string[];
  /** Answered each question, so that what it did not name it does not have. */
  readonly toldAll: (hostname: string) => boolean;
}

/**
 * Asks every worker what it runs, has reserved and holds until its eta. `also` are waited for though they are thought to
 * be gone: one that answers after all has what it took.
 */
export async function askWhoHolds(
  context: Pick<ControlContext, 'broker' | 'liveWorkers'>,
  also: readonly string[],
  replied: (hostname: string, command: string, reply: unknown) => void,
): Promise<Held> {
  const named = new Map<string, { worker: string; as: Standing['as'] }>();
  const answered = new Map<string, Set<Command>>();
  const expect = [...new Set([...context.liveWorkers(), ...also])];
  const take = (command: Command, { hostname: worker, reply }: ControlReply): void => {
    answered.set(worker, answered.get(worker) ?? new Set());
    const decoded = decodeInspectReply(command, reply);
    if (!decoded.ok) return;
    answered.get(worker)?.add(command);
    const { activeTasks, reservedTasks, scheduledTasks } = decoded.replies;
    for (const { uuid } of activeTasks ?? reservedTasks ?? scheduledTasks ?? [])
      named.set(uuid, { worker, as: COMMANDS[command] });
    replied(worker, command, reply);
  };
  const ask = (command: Command) =>
    context.broker.control(
      {
        method: command,
        arguments: {},
        destination: null,
        timeoutMs: TIMEOUT_MS,
        expect: expect.length === 0 ? null : expect,
      },
      (reply) => take(command, reply),
    );
  try {
    await Promise.all([ask('active'), ask('reserved'), ask('scheduled')]);
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    throw new ControlError('broker_unavailable', `The workers could not be asked: ${error.message}`, 503);
  }
  return {
    named,
    isUp: (hostname) => answered.has(hostname),
    answered: [...answered.keys()],
    toldAll: (hostname) => answered.get(hostname)?.size === Object.keys(COMMANDS).length,
  };
}
