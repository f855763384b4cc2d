import { boundedCopy, isRecord } from '@/lib/celery/bounded';
import { revokedIds } from '@/lib/celery/inspect-reply';
import { maskSecrets } from '@/lib/celery/mask-secrets';
import { pythonIsoTime } from '@/lib/celery/python-iso-time';
import { toPythonRepr } from '@/lib/celery/to-python-repr';
import type { Cluster } from '@/lib/cluster/cluster';
import type { HeldTask } from '@/lib/cluster/worker';
import type { Inspector, InspectCommand } from './inspector';

/** What Flower asks every worker. */
const COMMANDS: readonly InspectCommand[] = [
  'stats',
  'active_queues',
  'registered',
  'scheduled',
  'active',
  'reserved',
  'revoked',
  'conf',
];
/** Replies that one who asks again and again causes, a second: as many as our own questions do. */
const REPLIES_PER_SECOND = 40;
/** Enough for a worker of some hundred queues. */
const MAX_NODES = 20_000;
const MAX_REVOKED = 1_000;
/** Workers remember the same revokes, and each would be kept for each of them. */
const MAX_CHARACTERS = 32_000_000;

export interface ToldWorkers {
  /** Keeps what nothing else keeps whole. */
  take(hostname: string, command: string, reply: unknown): void;
  /** All that these workers told, as JSON; one that never answered has none. They are asked again where `refresh`. */
  read(hostnames: readonly string[], refresh: boolean): Promise<Readonly<Record<string, string>>>;
}

export interface ToldWorkersDeps {
  readonly cluster: Cluster;
  readonly inspector: Pick<Inspector, 'askAll'>;
  readonly live: () => readonly string[];
  readonly now: () => number;
}

interface Kept {
  queues: string | null;
  revoked: string | null;
}

/** Workers' own answers, as Flower shows them. */
export function createToldWorkers({ cluster, inspector, live, now }: ToldWorkersDeps): ToldWorkers {
  const kept = new Map<string, Kept>();
  const asked = new Map<string, { readonly at: number; readonly done: Promise<void> }>();
  let characters = 0;

  const forgetGone = (): void => {
    for (const [hostname, { queues, revoked }] of kept) {
      if (cluster.workers.has(hostname)) continue;
      characters -= (queues?.length ?? 0) + (revoked?.length ?? 0);
      kept.delete(hostname);
    }
    for (const hostname of asked.keys()) if (!cluster.workers.has(hostname)) asked.delete(hostname);
  };

  const put = (hostname: string, key: keyof Kept, text: string | null): void => {
    if (kept.size > cluster.workers.size) forgetGone();
    const before = kept.get(hostname) ?? { queues: null, revoked: null };
    const grows = (text?.length ?? 0) - (before[key]?.length ?? 0);
    const fits = characters + grows <= MAX_CHARACTERS;
    characters += fits ? grows : -(before[key]?.length ?? 0);
    kept.set(hostname, { ...before, [key]: fits ? text : null });
  };

  const ask = async (hostnames: readonly string[]): Promise<void> => {
    const up = new Set(live());
    const at = now();
    const pause = Math.max(1, (up.size * COMMANDS.length) / REPLIES_PER_SECOND);
    const isDue = (hostname: string): boolean => at - (asked.get(hostname)?.at ?? -Infinity) > pause;
    const due = hostnames.filter((hostname) => up.has(hostname) && isDue(hostname));
    const done = due.length === 0 ? Promise.resolve() : inspector.askAll(due, COMMANDS);
    for (const hostname of due) asked.set(hostname, { at, done });
    await Promise.all(hostnames.flatMap((hostname) => asked.get(hostname)?.done ?? []));
  };

  return {
    take(hostname, command, reply) {
      if (command === 'active_queues' && Array.isArray(reply))
        put(hostname, 'queues', JSON.stringify(maskSecrets(boundedCopy(reply, MAX_NODES))));
      if (command === 'revoked')
        put(hostname, 'revoked', JSON.stringify((revokedIds(reply) ?? []).slice(-MAX_REVOKED)));
    },
    async read(hostnames, refresh) {
      if (refresh) await ask(hostnames);
      const told = hostnames.flatMap((hostname) => {
        const text = textOf(cluster, hostname, kept.get(hostname));
        return text === null ? [] : [[hostname, text] as const];
      });
      return Object.fromEntries(told);
    },
  };
}

function textOf(cluster: Cluster, hostname: string, kept: Kept | undefined): string | null {
  const worker = cluster.workers.get(hostname);
  if (worker?.lastReplySeenAt == null) return null;
  const { stats, conf, registered, activeTasks, reservedTasks, scheduledTasks } = worker.replies;
  const parts: readonly (readonly [name: string, text: string | null])[] = [
    ['stats', stats === null ? null : JSON.stringify(withoutAlternates(stats))],
    ['timestamp', JSON.stringify(worker.lastReplySeenAt)],
    ['active_queues', kept?.queues ?? null],
    ['registered', jsonOrNull(registered)],
    ['scheduled', jsonOrNull(scheduledTasks?.map((task) => toScheduled(task, hostname)) ?? null)],
    ['active', jsonOrNull(activeTasks?.map((task) => ({ ...toHeld(task, hostname), ...asRepr(task) })) ?? null)],
    ['reserved', jsonOrNull(reservedTasks?.map((task) => toHeld(task, hostname)) ?? null)],
    ['revoked', kept?.revoked ?? null],
    ['conf', jsonOrNull(conf)],
  ];
  const told = parts.filter(([, text]) => text !== null);
  // With no more than a time in it a worker only answered a ping.
  return told.length < 2 ? null : `{${told.map(([name, text]) => `"${name}":${text ?? ''}`).join(',')}}`;
}

function jsonOrNull(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

/** Other addresses of the broker, which Celery tells with their passwords. */
function withoutAlternates(stats: Readonly<Record<string, unknown>>): unknown {
  const { broker } = stats;
  if (!isRecord(broker)) return stats;
  return { ...stats, broker: Object.fromEntries(Object.entries(broker).filter(([name]) => name !== 'alternates')) };
}

/** As Celery's `Request.info` writes it. */
function toHeld(task: HeldTask, hostname: string): Record<string, unknown> {
  return {
    id: task.uuid,
    name: task.name,
    args: parsed(task.args),
    kwargs: parsed(task.kwargs),
    type: task.name,
    hostname,
    time_start: task.startedAt,
    acknowledged: task.acknowledged,
    delivery_info: {
      exchange: task.exchange,
      routing_key: task.routingKey,
      priority: task.priority,
      redelivered: task.redelivered,
    },
    worker_pid: task.workerPid,
  };
}

/** Of tasks that run Flower asks for the safe form, with arguments as Python's repr. */
function asRepr({ args, kwargs }: HeldTask): { readonly args: string | null; readonly kwargs: string | null } {
  return { args: args === null ? null : toPythonRepr(args), kwargs: kwargs === null ? null : toPythonRepr(kwargs) };
}

function toScheduled(task: HeldTask, hostname: string): unknown {
  const eta = task.eta === null ? null : pythonIsoTime(task.eta);
  return { eta, priority: 6, request: toHeld(task, hostname) };
}

function parsed(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}
