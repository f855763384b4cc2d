import type { Redis } from 'ioredis';
import type { BrokerError } from './broker';
import { connectRedis, isRefusal, type RedisTarget } from './redis-connect';
import { toBrokerError } from './redis-errors';
import { checkPulse } from './redis-pulse';

const PING_EVERY_MS = 4000;
const PING_TIMEOUT_MS = 4000;

/** Three connections that live and die together: a subscriber, one for commands, one that blocks on our reply list. */
export interface RedisSession {
  readonly events: Redis;
  readonly commands: Redis;
  readonly replies: Redis;
  /** False on a replica, which takes no control commands; null where the server does not tell. */
  readonly isPrimary: boolean | null;
  /** Resolves with the reason when any of them is lost; never rejects. */
  readonly lost: Promise<BrokerError>;
  /** Gives the session up for a reason found outside. */
  readonly fail: (error: unknown) => void;
  readonly close: () => void;
}

export async function openSession(target: RedisTarget, signal: AbortSignal): Promise<RedisSession> {
  // One first: a refused password is then refused once, not three times.
  const commands = await connectRedis(target);
  const opened: Redis[] = [commands];
  try {
    // Settled, not all: when one is refused, the other must be known to be closed.
    const others = await Promise.allSettled([connectRedis(target), connectRedis(target)]);
    for (const other of others) if (other.status === 'fulfilled') opened.push(other.value);
    const [events, replies] = others.map((other) => {
      if (other.status === 'rejected') throw toBrokerError(other.reason, target.address);
      return other.value;
    });
    if (events === undefined || replies === undefined) throw new Error('Connection is closed.');
    const isPrimary = await readRole(commands);
    if (target.sentinels !== null && isPrimary === false) throw new Error('READONLY the sentinels named a replica');
    signal.throwIfAborted();
    return watch({ events, commands, replies, isPrimary }, target);
  } catch (error) {
    for (const client of opened) client.disconnect();
    throw toBrokerError(error, target.address);
  }
}

function watch(parts: Omit<RedisSession, 'lost' | 'fail' | 'close'>, target: RedisTarget): RedisSession {
  const { promise: lost, resolve } = Promise.withResolvers<BrokerError>();
  const fail = (error: unknown): void => resolve(toBrokerError(error, target.address));
  const clients = [parts.events, parts.commands, parts.replies];
  for (const client of clients) {
    client.on('error', fail);
    client.once('close', () => fail(new Error('Connection is closed.')));
    client.once('end', () => fail(new Error('Connection is closed.')));
  }
  const timer = setInterval(() => {
    // The reply connection is blocked most of the time; its reader notices by itself.
    checkPulse([parts.events, parts.commands], PING_TIMEOUT_MS, fail);
    if (target.sentinels === null) return;
    readRole(parts.commands)
      .then((isPrimary) => {
        if (isPrimary === false) fail(new Error('READONLY the primary was demoted'));
      })
      .catch(fail);
  }, PING_EVERY_MS);
  timer.unref();
  return {
    ...parts,
    lost,
    fail,
    close() {
      clearInterval(timer);
      for (const client of clients) client.disconnect();
    },
  };
}

async function readRole(client: Redis): Promise<boolean | null> {
  try {
    const role: unknown = await client.call('ROLE');
    return Array.isArray(role) ? String(role[0]) === 'master' : null;
  } catch (error) {
    // Forbidden by an ACL or unknown to a proxy: then the first refused write tells.
    if (isRefusal(error)) return null;
    throw error;
  }
}
