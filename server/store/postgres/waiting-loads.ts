import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { StoreError } from '../store';
import { ANSWERED, type FromLoads, type LoadQuestion, type ToLoads } from './thread-messages';

export interface WaitingLoads {
  /** Holds this thread up until the answer is there, at most `ms`. Throws a StoreError. */
  ask(question: LoadQuestion, args: readonly unknown[], ms: number): unknown;
  close(): void;
}

/** Asks another thread and waits for its answer, as a connection can't be waited for in the thread that holds it. */
export function createWaitingLoads(port: MessagePort, counts: Int32Array): WaitingLoads {
  let last = 0;
  return {
    ask(question, args, ms) {
      last += 1;
      port.postMessage({ id: last, question, args } satisfies ToLoads);
      const until = performance.now() + ms;
      for (;;) {
        const seen = Atomics.load(counts, ANSWERED.loads);
        const received = receiveMessageOnPort(port);
        if (received === undefined) {
          const left = until - performance.now();
          if (left <= 0) throw new StoreError('timeout', 'The database took too long to load what is stored.');
          Atomics.wait(counts, ANSWERED.loads, seen, left);
          continue;
        }
        const answer = received.message as FromLoads;
        // An answer to what was given up is of no use.
        if (answer.id !== last) continue;
        if (!answer.ok) throw new StoreError(answer.code, answer.message);
        return answer.value;
      }
    },
    close: () => port.close(),
  };
}
