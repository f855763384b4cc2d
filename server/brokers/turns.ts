import { BrokerError } from './broker';

/** Runs one piece of work after the other; refuses when `maxWaiting` wait already. */
export function createTurns(maxWaiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return (work) => {
    if (waiting >= maxWaiting)
      return Promise.reject(new BrokerError('TOO_MANY_REQUESTS', 'Too many searches for messages wait already.'));
    waiting += 1;
    const turn = last.then(work).finally(() => {
      waiting -= 1;
    });
    // The next one does not care how this one ended.
    last = turn.catch(() => undefined);
    return turn;
  };
}
