import type { Broker, ControlReply } from '../brokers/broker';
import { BrokerError } from '../brokers/broker';
import { createArrivals } from './arrivals';
import { repeat } from './repeat';

/** Inspect commands in use, each with its arguments. `conf` comes without defaults: what the app set. */
const COMMANDS = {
  ping: {},
  stats: {},
  active_queues: {},
  active: {},
  reserved: {},
  scheduled: {},
  // The queue's name last: it may hold anything.
  registered: {
    taskinfoitems: [
      ...['rate_limit', 'time_limit', 'soft_time_limit', 'acks_late'],
      ...['priority', 'expires', 'exchange', 'routing_key', 'queue'],
    ],
  },
  conf: { with_defaults: false },
  revoked: {},
} as const;

export type InspectCommand = keyof typeof COMMANDS;

const ON_ARRIVAL: readonly InspectCommand[] = [
  'stats',
  'active_queues',
  'active',
  'reserved',
  'scheduled',
  'conf',
  'registered',
  'revoked',
];
const HELD: readonly InspectCommand[] = ['active', 'reserved'];

/** Replies that one kind of question causes, a second, whatever the number of workers: the monitor's bounded cost. */
const REPLIES_PER_SECOND = 40;
const ARRIVAL_STEP_MS = 100;
/** Named in one message. */
const MAX_NAMED = 200;
/** A reply of `scheduled` lists every ETA task; above this many we read counts elsewhere. */
const MAX_SCHEDULED = 2000;
/** A worker remembers up to 50,000 revokes, and its answer lists them all. */
const MAX_REVOKED = 5000;

export interface InspectorDeps {
  readonly broker: Broker;
  readonly connected: () => boolean;
  /** Hostnames of workers that are not gone. */
  readonly live: () => readonly string[];
  /** ETA tasks that this worker holds, as events tell. */
  readonly scheduledCount: (hostname: string) => number;
  /** Revoked tasks that this worker remembers, as it last told. */
  readonly revokedCount: (hostname: string) => number;
  readonly replied: (hostname: string, command: InspectCommand, reply: unknown) => void;
  /** What a worker is to be asked now that this answer of it was taken. */
  readonly askAgain: (hostname: string, command: InspectCommand) => readonly InspectCommand[];
  readonly failed: (error: unknown) => void;
  /** How long an answer may take. */
  readonly timeoutMs: number;
  readonly nowMs: () => number;
}

export interface Inspector {
  /** A worker appeared or came back: ask it everything soon. */
  arrived(hostname: string): void;
  /** Asks one worker now; resolves when it answered or the time is over. */
  ask(hostname: string, commands: readonly InspectCommand[]): Promise<void>;
  /** Asks these workers now; resolves when all have answered or the time is over. */
  askAll(hostnames: readonly string[], commands: readonly InspectCommand[]): Promise<void>;
  run(signal: AbortSignal): Promise<void>;
}

/** Milliseconds between rounds of `commands` commands to `workers` workers that keep within the reply budget. */
export function roundPauseMs(minimumMs: number, workers: number, commands: number): number {
  return Math.max(minimumMs, (workers * commands * 1000) / REPLIES_PER_SECOND);
}

export function createInspector(deps: InspectorDeps): Inspector {
  const arrivals = createArrivals(ON_ARRIVAL);

  const send = async (command: InspectCommand, destination: readonly string[] | null): Promise<void> => {
    const expect = destination ?? deps.live();
    const take = (reply: ControlReply): void => {
      arrivals.answered(reply.hostname, command);
      try {
        deps.replied(reply.hostname, command, reply.reply);
        const again = deps.askAgain(reply.hostname, command);
        if (again.length > 0) void round(again, [reply.hostname]);
      } catch (error) {
        // Thrown into the broker's client it would end the connection at every such reply.
        deps.failed(error);
      }
    };
    await deps.broker.control(
      {
        method: command,
        arguments: COMMANDS[command],
        destination,
        timeoutMs: deps.timeoutMs,
        expect: command === 'ping' || expect.length === 0 ? null : expect,
      },
      take,
    );
  };

  const round = async (commands: readonly InspectCommand[], destination: readonly string[] | null): Promise<void> => {
    if (!deps.connected()) return;
    await Promise.all(commands.map((command) => send(command, destination).catch(tellUnlessDown)));
  };
  // A connection that went away in the middle of a round is told by the broker's own status.
  const tellUnlessDown = (error: unknown): void => {
    if (!(error instanceof BrokerError)) deps.failed(error);
  };

  // Not awaited: a worker that answers late must not hold up those that arrive next.
  const welcome = (): void => {
    if (!deps.connected()) return;
    for (const [command, hostnames] of arrivals.due(deps.nowMs())) void round([command], hostnames);
  };

  const workers = (): number => deps.live().length;

  return {
    arrived: (hostname) => arrivals.add(hostname, deps.nowMs()),
    ask: (hostname, commands) => round(commands, [hostname]),
    askAll: (hostnames, commands) => round(commands, hostnames),
    async run(signal) {
      // Naming all would cost more than asking all, but those with a long answer must not be asked.
      const askWhere = async (command: InspectCommand, isShort: (hostname: string) => boolean): Promise<void> => {
        const live = deps.live();
        const short = live.filter(isShort);
        if (short.length === live.length) await round([command], null);
        else for (const hostnames of chunksOf(short, MAX_NAMED)) await round([command], hostnames);
      };
      await Promise.all([
        repeat(signal, () => ARRIVAL_STEP_MS, welcome, deps.failed),
        repeat(
          signal,
          () => roundPauseMs(20_000, workers(), 1),
          () => round(['ping'], null),
          deps.failed,
        ),
        repeat(
          signal,
          () => roundPauseMs(4000, workers(), HELD.length),
          () => round(HELD, null),
          deps.failed,
        ),
        repeat(
          signal,
          () => roundPauseMs(20_000, workers(), 1),
          () => askWhere('scheduled', (hostname) => deps.scheduledCount(hostname) < MAX_SCHEDULED),
          deps.failed,
        ),
        repeat(
          signal,
          () => roundPauseMs(30_000, workers(), 1),
          () => askWhere('revoked', (hostname) => deps.revokedCount(hostname) < MAX_REVOKED),
          deps.failed,
        ),
        repeat(
          signal,
          () => roundPauseMs(30_000, workers(), 2),
          () => round(['stats', 'active_queues'], null),
          deps.failed,
        ),
        repeat(
          signal,
          () => roundPauseMs(600_000, workers(), 2),
          () => round(['conf', 'registered'], null),
          deps.failed,
        ),
      ]);
    },
  };
}

function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
