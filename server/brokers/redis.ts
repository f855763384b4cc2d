import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import { BrokerError, type AnswerMessage, type Broker, type BrokerSink, type TransportOptions } from './broker';
import type { RedisUrl } from './broker-url';
import { isAborted, orAborted } from '../or-aborted';
import { createRedisBindings } from './redis-bindings';
import { withTimeout, type RedisTarget } from './redis-connect';
import { denialOf, toBrokerError } from './redis-errors';
import { subscribeEvents } from './redis-events';
import { findRedisAwaited } from './redis-find-awaited';
import { findRedisGroup } from './redis-find-group';
import { findRedisNamed } from './redis-find-named';
import { findRedisMessage } from './redis-find';
import { createRedisLocks } from './redis-locks';
import { redisNames, type RedisNames } from './redis-names';
import { newOid, removeLeftovers } from './redis-leftovers';
import { redisMessages } from './redis-messages';
import { createRedisPidbox } from './redis-pidbox';
import { watchForPrefixes } from './redis-prefix';
import { publishToRedis } from './redis-publish';
import { readRedisQueues } from './redis-queues';
import { createRedisServerReader } from './redis-server-reading';
import { openSession, type RedisSession } from './redis-session';
import { readRedisUnacked } from './redis-unacked';
import { createPublishedCount } from './redis-published';
import { watchStream, type RedisStream } from './redis-stream';
import { sleep } from './sleep';
import { createTurns } from './turns';
import { defaultTransportOptions, mergeTransportOptions } from './transport-options';

const FIRST_PAUSE_MS = 300;
/** With the time of an attempt on top a broker that is back is found within ten seconds. */
const LONGEST_PAUSE_MS = 8000;
const FAREWELL_MS = 1500;
const COUNT_EVERY_MS = 4000;
const ALIVE_MS = 1000;
const MAX_BUDGET = 20_000;
const MAX_SEARCHES = 50;

type Status = Omit<BrokerStatus, 'kind' | 'url' | 'limits'>;

export function createRedisBroker(url: RedisUrl, transport: Partial<TransportOptions>): Broker {
  const oid = newOid();
  let names = namesOf(url, mergeTransportOptions(defaultTransportOptions, { ...fromUrl(url), ...transport }));
  let session: RedisSession | null = null;
  let sink: BrokerSink | null = null;
  let attempt = 0;
  let limits: Record<string, string> = {};
  let status: Status = { state: 'connecting', since: nowSeconds(), error: null, errorCode: null, retryAt: null };
  let resubscribe: (() => Promise<void>) | null = null;
  const reader = createRedisServerReader(nowSeconds);
  const locks = createRedisLocks(url.endpoints[0].db);
  const published = createPublishedCount(nowSeconds);
  /** Since when events are missing because the server cut us off as too slow; null when it did not. */
  let missingSince: number | null = null;

  const tell = (change: Partial<Status>): void => {
    const since = change.state !== undefined && change.state !== status.state ? nowSeconds() : status.since;
    status = { ...status, ...change, since };
    sink?.status({ kind: 'redis', url: url.display, ...status, limits: { ...limits } });
  };
  const limit = (field: string, reason: string | null): void => {
    if ((limits[field] ?? null) === reason) return;
    const others = Object.fromEntries(Object.entries(limits).filter(([known]) => known !== field));
    limits = reason === null ? others : { ...others, [field]: reason };
    tell({});
  };
  const target = (): RedisTarget => toTarget(url, names.options, attempt, oid);
  const live = (): RedisSession => {
    if (session !== null) return session;
    throw new BrokerError(
      status.errorCode ?? 'BROKER_LOST',
      status.error ?? `Not connected to Redis at ${target().address}.`,
    );
  };
  /** Runs one read or write; what is refused for good becomes a limit that the status shows. */
  const using = async <T>(
    field: string,
    work: (session: RedisSession, names: RedisNames) => Promise<T>,
  ): Promise<T> => {
    try {
      const result = await work(live(), names);
      limit(field, null);
      return result;
    } catch (error) {
      const denial = denialOf(error, commandOf(error));
      if (denial !== null) limit(field, denial);
      throw denied(error, denial, target().address);
    }
  };
  const bindings = createRedisBindings(() => names);
  // One search may read megabytes.
  const inTurn = createTurns(MAX_SEARCHES);
  let answered: ((answer: AnswerMessage) => void) | null = null;
  const pidbox = createRedisPidbox({
    oid,
    names: () => names,
    commands: () => live().commands,
    answered: (answer) => answered?.(answer),
  });

  const countPublished = async (opened: RedisSession, events: BrokerSink, signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await published.read(opened.commands);
      // Its connection was cut off meanwhile: what is missing is told by the next one, when the gap has begun.
      if (isAborted(signal)) return;
      if (missingSince !== null)
        events.missed?.({ from: missingSince, to: nowSeconds(), atMost: published.since(missingSince) });
      missingSince = null;
      await sleep(COUNT_EVERY_MS, signal);
    }
  };

  /** Lives through one session; the error that ended it, or null when we were told to stop. */
  const serve = async (opened: RedisSession, events: BrokerSink, signal: AbortSignal): Promise<BrokerError | null> => {
    session = opened;
    limits = opened.isPrimary === false ? { control: 'READONLY' } : {};
    const over = new AbortController();
    try {
      const subscription = subscribeEvents(opened.events, (raw) => events.message(raw));
      resubscribe = async () => limit('events', await subscription.follow(names.eventPatterns));
      await resubscribe();
      tell({ state: 'connected', error: null, errorCode: null, retryAt: null });
      attempt = 0;
      const stream = watchStream(opened, (reading) => events.stream?.(reading), over.signal);
      countPublished(opened, events, over.signal).catch(opened.fail);
      pidbox.read(opened, over.signal).catch((error: unknown) => {
        const denial = denialOf(error, commandOf(error));
        if (denial === null) opened.fail(error);
        else limit('control', denial);
      });
      removeLeftovers(opened.commands, names, oid).catch(opened.fail);
      const hint = (prefixes: readonly string[]): void =>
        limit('globalKeyprefix', prefixes.length === 0 ? null : `seen ${prefixes.join(' ')}`);
      watchForPrefixes(opened.commands, () => names, hint, over.signal).catch(opened.fail);
      const reason = await orAborted(opened.lost, signal);
      if (reason === null || isAborted(signal) || !(await wasCutOff(reason, opened, stream))) return reason;
      missingSince = stream.seenUntil;
      return slowConsumer(target().address);
    } catch (error) {
      return toBrokerError(error, target().address);
    } finally {
      over.abort();
      resubscribe = null;
      if (isAborted(signal)) await farewell(pidbox.close(opened.commands));
      session = null;
      opened.close();
    }
  };

  return {
    kind: 'redis',
    url: url.display,

    async run(events, signal) {
      sink = events;
      tell({});
      while (!signal.aborted) {
        const error = await openSession(target(), signal).then(
          (opened) => serve(opened, events, signal),
          (failure: unknown) => toBrokerError(failure, target().address),
        );
        if (error === null || isAborted(signal)) break;
        const pause = pauseMs(attempt);
        attempt += 1;
        tell({ state: 'lost', error: error.message, errorCode: error.code, retryAt: nowSeconds() + pause / 1000 });
        await sleep(pause, signal);
      }
      await pidbox.close(null);
      tell({ state: 'ended', error: null, errorCode: null, retryAt: null });
    },

    control: (request, onReply) => using('control', () => pidbox.control(request, onReply)),

    queues: (given) =>
      using('queues', async ({ commands }, current) => {
        const queues = given ?? (await bindings.discover(commands));
        return readRedisQueues(commands, current, queues);
      }),

    unacked: (budget) =>
      using('unacked', ({ commands }, current) =>
        readRedisUnacked(commands, current, bindings, Math.min(budget, MAX_BUDGET)),
      ),

    findMessage: (uuid, queueHint) =>
      inTurn(() =>
        using('messages', ({ commands }, current) => findRedisMessage(commands, current, bindings, uuid, queueHint)),
      ),

    ...redisMessages((work) => using('messages', ({ commands }, current) => work(commands, current)), bindings),

    findGroup: (groupId) =>
      inTurn(() => using('messages', ({ commands }, current) => findRedisGroup(commands, current, bindings, groupId))),

    findAwaited: (uuid) =>
      inTurn(() => using('messages', ({ commands }, current) => findRedisAwaited(commands, current, bindings, uuid))),

    findNamed: (name) =>
      inTurn(() => using('messages', ({ commands }, current) => findRedisNamed(commands, current, bindings, name))),

    locks: (prefixes) => using('locks', ({ commands }) => locks(commands, prefixes)),

    server: () => using('server', ({ commands }, current) => reader.read(commands, current)),

    publish: (task) => using('publish', ({ commands }, current) => publishToRedis(commands, current, bindings, task)),

    // A list of its own name: kombu sends to it without a binding.
    replyTo: () => Promise.resolve(`${oid}.${names.replyExchange}`),
    onAnswer(listener) {
      answered = listener;
    },

    adopt(options) {
      const merged = mergeTransportOptions(names.options, options);
      if (JSON.stringify(merged) === JSON.stringify(names.options)) return;
      names = namesOf(url, merged);
      const failed = session?.fail;
      resubscribe?.().catch((error: unknown) => failed?.(error));
    },
  };
}

function fromUrl({ sentinels }: RedisUrl): Partial<TransportOptions> {
  return sentinels?.masterName == null ? {} : { masterName: sentinels.masterName };
}

function namesOf(url: RedisUrl, options: TransportOptions): RedisNames {
  return redisNames(options, url.endpoints[0].db, url.sentinels !== null);
}

/** The next of a failover list at each attempt. */
function toTarget(url: RedisUrl, options: TransportOptions, attempt: number, clientName: string): RedisTarget {
  const endpoint = url.endpoints[attempt % url.endpoints.length] ?? url.endpoints[0];
  if (url.sentinels !== null) {
    const address = url.sentinels.nodes.map(({ host, port }) => `${host}:${port}`).join(', ');
    return { endpoint, sentinels: { ...url.sentinels, masterName: options.masterName }, address, clientName };
  }
  return { endpoint, sentinels: null, address: endpoint.path ?? `${endpoint.host}:${endpoint.port}`, clientName };
}

function denied(error: unknown, denial: string | null, address: string): BrokerError {
  const translated = toBrokerError(error, address);
  if (translated.code !== 'NOPERM' || denial === null) return translated;
  const command = denial.replace('NOPERM ', '').toUpperCase();
  return new BrokerError(
    'NOPERM',
    `The ACL of the Redis user at ${address} does not allow ${command} here; allow it with ACL SETUSER, or go on without.`,
  );
}

/** ioredis tells the command on its errors; only its name is used. */
function commandOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('command' in error)) return 'command';
  const { command } = error;
  return typeof command === 'object' && command !== null && 'name' in command ? String(command.name) : 'command';
}

/** Doubles up to the longest pause; the jitter keeps many monitors from coming back at once. */
function pauseMs(attempt: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempt, 10)) * (0.75 + Math.random() / 4);
}

function nowSeconds(): number {
  return Date.now() / 1000;
}

/** The server ended the subscription alone, while it was keeping events for us. */
async function wasCutOff(reason: BrokerError, { commands }: RedisSession, stream: RedisStream): Promise<boolean> {
  if (reason.code !== 'BROKER_LOST' || !stream.wasBehind()) return false;
  return withTimeout(commands.ping(), ALIVE_MS).then(
    () => true,
    () => false,
  );
}

function slowConsumer(address: string): BrokerError {
  return new BrokerError(
    'SLOW_CONSUMER',
    `Redis at ${address} cut us off, because events came faster than we read them (client-output-buffer-limit pubsub); give Celeryscope more CPU, or raise that limit.`,
  );
}

/** Cleaning up is tried, but never keeps the process. */
async function farewell(work: Promise<void>): Promise<void> {
  await Promise.race([work.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, FAREWELL_MS))]);
}
