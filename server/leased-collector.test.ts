import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ThreadCollectorClient, type CollectorThread } from './collector-client';
import type { ToCollector } from './collector/messages';
import { LeasedCollector } from './leased-collector';
import type { Lease, LeaseKeeper, LeaseRequest } from './store/lease';

/** Stands in for the worker thread; it ends when it is told to. */
class ObedientThread extends EventEmitter implements CollectorThread {
  state: 'running' | 'stopped' | 'terminated' = 'running';
  postMessage(message: ToCollector): void {
    if (message.type !== 'stop') return;
    this.state = 'stopped';
    queueMicrotask(() => this.emit('exit', 0));
  }
  terminate(): Promise<number> {
    this.state = 'terminated';
    this.emit('exit', 1);
    return Promise.resolve(1);
  }
}

/** A lease that the test gives and takes. */
class TestKeeper implements LeaseKeeper {
  readonly events: string[] = [];
  /** The database is just giving the lease, so that who stops comes too late. */
  isBeingGiven = false;
  #request: LeaseRequest | null = null;
  #answer = Promise.withResolvers<Lease | null>();
  #lost = Promise.withResolvers<string>();
  take(request: LeaseRequest): Promise<Lease | null> {
    this.#request = request;
    this.#answer = Promise.withResolvers();
    const stop = (): void => {
      if (!this.isBeingGiven) this.#answer.resolve(null);
    };
    request.signal.addEventListener('abort', stop, { once: true });
    return this.#answer.promise;
  }
  close(): Promise<void> {
    this.events.push('closed');
    return Promise.resolve();
  }
  held(holder: string): void {
    this.#request?.waiting(holder);
  }
  give(token: number): void {
    this.#lost = Promise.withResolvers();
    const release = (): Promise<void> => {
      this.events.push(`released ${token}`);
      return Promise.resolve();
    };
    this.#answer.resolve({ token, lost: this.#lost.promise, release });
  }
  lose(holder: string): void {
    this.#lost.resolve(holder);
  }
}

function open(standsBy: boolean) {
  const keeper = new TestKeeper();
  const threads: ObedientThread[] = [];
  const logged: string[] = [];
  const fatal: string[] = [];
  const log = (_level: string, text: string): void => void logged.push(text);
  const collector = new ThreadCollectorClient({
    start: () => {
      const thread = new ObedientThread();
      threads.push(thread);
      return thread;
    },
    now: () => 1,
    log,
    fatal: () => undefined,
  });
  const leased = new LeasedCollector({
    openKeeper: () => Promise.resolve(keeper),
    collector,
    standsBy,
    log,
    fatal: (_code, text) => fatal.push(text),
  });
  leased.start();
  return { keeper, threads, logged, fatal, leased, states: () => threads.map(({ state }) => state) };
}

const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('starts no collector before it has the lease', async () => {
  const { keeper, leased, states, logged } = open(true);
  await settled();
  keeper.held('beta:7');
  await settled();
  expect([states(), leased.term, leased.standsByFor]).toEqual([[], null, 'beta:7']);
  keeper.give(4);
  await settled();
  expect([states(), leased.term, leased.standsByFor]).toEqual([['running'], 4, null]);
  expect(logged).toEqual([expect.stringContaining('stands by'), 'This collector takes over.']);
});

it('ends its collector at once when another took over, says so in one line, and waits for its turn again', async () => {
  const { keeper, leased, states, logged } = open(true);
  await settled();
  keeper.give(4);
  await settled();
  keeper.lose('alpha:9');
  await settled();
  keeper.held('alpha:9');
  expect([states(), leased.term, leased.standsByFor]).toEqual([['terminated'], null, 'alpha:9']);
  expect(logged).toEqual([expect.stringContaining('(alpha:9) took over')]);
  keeper.give(6);
  await settled();
  expect([states(), leased.term]).toEqual([['terminated', 'running'], 6]);
});

it('gives the lease up when its collector has written what it holds', async () => {
  const { keeper, leased, states } = open(true);
  await settled();
  keeper.give(4);
  await settled();
  await leased.stop(4_000);
  expect([states(), keeper.events]).toEqual([['stopped'], ['released 4', 'closed']]);
});

it('stops while it stands by', async () => {
  const { keeper, leased, states } = open(true);
  await settled();
  keeper.held('beta:7');
  await leased.stop(4_000);
  expect([states(), keeper.events]).toEqual([[], ['closed']]);
});

it('starts no collector under a lease that comes while it stops, and gives the lease back', async () => {
  const { keeper, leased, states } = open(true);
  await settled();
  keeper.isBeingGiven = true;
  const stopped = leased.stop(4_000);
  await settled();
  keeper.give(4);
  await stopped;
  expect([states(), leased.term, keeper.events]).toEqual([[], null, ['released 4', 'closed']]);
});

it('gives up when another collector lives and it should not stand by', async () => {
  const { keeper, fatal, states } = open(false);
  await settled();
  keeper.held('beta:7');
  await vi.advanceTimersByTimeAsync(20_000);
  expect(fatal).toEqual([expect.stringContaining('(beta:7) writes to this database')]);
  expect([states(), keeper.events]).toEqual([[], ['closed']]);
});
