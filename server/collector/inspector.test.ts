import { describe, expect, it } from 'vitest';
import type { Broker, ControlReply, ControlRequest } from '../brokers/broker';
import { createInspector, roundPauseMs, type InspectorDeps } from './inspector';

type Answer = (request: ControlRequest) => readonly ControlReply[];

/** Lets every loop ask once; gives the requests and what failed. */
async function askOnce(deps: Partial<InspectorDeps>, answer: Answer = () => []) {
  const requests: ControlRequest[] = [];
  const failures: unknown[] = [];
  const control: Broker['control'] = (request, onReply) => {
    requests.push(request);
    const replies = answer(request);
    for (const reply of replies) onReply?.(reply);
    return Promise.resolve(replies);
  };
  const stop = new AbortController();
  const inspector = createInspector({
    // Nothing but control is asked of it.
    broker: { control } as Broker,
    connected: () => true,
    live: () => [],
    scheduledCount: () => 0,
    revokedCount: () => 0,
    replied: () => undefined,
    askAgain: () => [],
    failed: (error) => failures.push(error),
    timeoutMs: 5000,
    nowMs: () => 0,
    ...deps,
  });
  const running = inspector.run(stop.signal);
  await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  await running;
  return { requests, failures, of: (method: string) => requests.filter((request) => request.method === method) };
}

const workers = Array.from({ length: 450 }, (_, index) => `w${index}@host`);

describe('the inspector', () => {
  it('asks all at once for their schedules, but never one whose schedule is long', async () => {
    const all = await askOnce({ live: () => workers });
    expect(all.of('scheduled').map(({ destination }) => destination)).toEqual([null]);
    const isLong = (hostname: string): boolean => hostname === 'w7@host';
    const some = await askOnce({
      live: () => workers,
      scheduledCount: (hostname) => (isLong(hostname) ? 5000 : 0),
    });
    expect(some.of('scheduled').flatMap(({ destination }) => destination)).toEqual(
      workers.filter((hostname) => !isLong(hostname)),
    );
  });

  it('asks nobody for schedules where all are long', async () => {
    const { of } = await askOnce({ live: () => workers, scheduledCount: () => 5000 });
    expect(of('scheduled')).toEqual([]);
  });

  it('goes on after a reply that could not be taken', async () => {
    const taken: string[] = [];
    const { failures } = await askOnce(
      {
        live: () => ['a', 'b'],
        replied: (hostname, command) => {
          if (hostname === 'a') throw new Error('The database is damaged.');
          taken.push(command);
        },
      },
      () => ['a', 'b'].map((hostname) => ({ hostname, reply: [], ms: 1 })),
    );
    expect(taken).toContain('active');
    expect(failures).toHaveLength(taken.length);
  });

  it('asks a worker alone for what its answer makes doubtful', async () => {
    const { of } = await askOnce(
      {
        live: () => ['a', 'b'],
        askAgain: (hostname, command) => (hostname === 'b' && command === 'reserved' ? ['registered'] : []),
      },
      ({ method }) => (method === 'reserved' ? ['a', 'b'].map((hostname) => ({ hostname, reply: [], ms: 1 })) : []),
    );
    const alone = of('registered').filter(({ destination }) => destination !== null);
    expect(alone.map(({ destination }) => destination)).toEqual([['b']]);
  });

  it('asks the more seldom the more workers there are', () => {
    expect(roundPauseMs(4000, 10, 2)).toBe(4000);
    expect(roundPauseMs(4000, 2000, 2)).toBe(100_000);
  });
});
