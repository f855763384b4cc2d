import { describe, expect, it } from 'vitest';
import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import { createConnectionState } from './connection-state';
import type { FromCollector } from './messages';

const URL = 'redis://redis:6379/0';
const LOST: Partial<BrokerStatus> = { state: 'lost', error: 'connect ECONNREFUSED', errorCode: 'ECONNREFUSED' };

function openConnection(kind: BrokerStatus['kind'] = 'redis') {
  const told: string[] = [];
  const post = (message: FromCollector): void => {
    if (message.type === 'log') told.push(`${message.level} ${message.text}`);
  };
  const connection = createConnectionState({ kind, url: URL }, 1000, post);
  const take = (status: Partial<BrokerStatus>): void =>
    connection.take({ ...connection.status, error: null, errorCode: null, retryAt: null, ...status });
  return { connection, told, take };
}

describe('createConnectionState', () => {
  it('tells the log that the broker is away, once for all its attempts, and that it is back', () => {
    const { told, take } = openConnection();
    for (let attempt = 0; attempt < 20; attempt += 1) take({ ...LOST, retryAt: 1000 + attempt });
    take({ state: 'connected', since: 1020 });
    take({ state: 'connected', since: 1020, limits: { memory: 'NOPERM info' } });
    expect(told).toEqual([
      `warn The broker ${URL} is not connected, and is tried again: connect ECONNREFUSED`,
      `info The broker ${URL} is connected.`,
    ]);
  });

  it('tells another reason, such as a password that is wrong now', () => {
    const { told, take } = openConnection();
    take(LOST);
    take({ state: 'lost', error: 'WRONGPASS invalid username-password pair.', errorCode: 'WRONGPASS' });
    expect(told[1]).toBe(
      `warn The broker ${URL} is not connected, and is tried again: WRONGPASS invalid username-password pair.`,
    );
  });

  it('says nothing of a recording, nor of its own end', () => {
    const replay = openConnection('replay');
    replay.take({ state: 'connected' });
    const broker = openConnection();
    broker.take({ state: 'ended' });
    expect([replay.told, broker.told]).toEqual([[], []]);
  });

  it('knows since when events come without a break', () => {
    const { connection, take } = openConnection();
    expect([connection.isConnected(), connection.watchedSince(1010)]).toEqual([false, 1010]);
    take({ state: 'connected', since: 1020 });
    expect([connection.canAsk(), connection.watchedSince(1030)]).toEqual([true, 1020]);
  });
});
