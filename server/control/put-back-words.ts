import type { PutBackAnswer } from '@/lib/queues/put-back';

/** What came of it, for the audit log and scripts; pages have their own words by the codes. */
export function putBackSummary({ outcome, code, worker, queue }: PutBackAnswer): string {
  switch (outcome) {
    case 'put-back':
      return `Put back at the head of ${queue ?? '?'}${worker === null ? '' : `; ${worker} had taken it`}`;
    case 'gone':
      return 'Nothing was done: it was no longer there (acknowledged, or given out again)';
    case 'unsure':
      return 'The broker did not answer, or not to the end: it may or may not have been put back';
    case 'refused':
      return `Not put back: ${REFUSALS[code ?? 'not-told'](worker ?? 'a worker')}`;
  }
}

type Code = NonNullable<PutBackAnswer['code']>;

const notTold = (): string => 'who has it is not known';

const REFUSALS: Readonly<Record<Code, (worker: string) => string>> = {
  held: (worker) => `${worker} has it`,
  back: (worker) => `${worker}, which took it, answers again`,
  silent: (worker) => `${worker} did not answer and may have it`,
  'may-run': (worker) =>
    `${worker} is only silent, and if it is stopped or cut off its processes may still run it (workerIsDead says that they are dead)`,
  'rate-limited': (worker) => `${worker} may hold it back for its rate limit, and does not tell of those`,
  leaves: (worker) => `${worker} said that it leaves and may still end it`,
  ended: (worker) => `${worker} has run it and may be about to acknowledge it`,
  unreadable: () => 'the message can’t be read',
  unread: () => 'it could not be read from the broker',
  'no-queue': () => 'its exchange leads to no queue any more',
  'not-a-list': () => 'the key of its queue is no list',
  broker: () => 'the broker refused it (no permission for EVAL, RPUSH, ZREM or HDEL, or out of memory)',
  'just-delivered': () => 'it was delivered a moment ago',
  'no-answer': notTold,
  'not-told': notTold,
  events: notTold,
  inspect: notTold,
  'gone-silent': notTold,
  'gone-said': notTold,
  replaced: notTold,
  dropped: notTold,
  nobody: notTold,
};
