import { workerView } from '../workers/worker.fixture';
import type { Awaited } from './facts';
import { unseenTask } from './unseen-task';
import {
  factsOf,
  heldTask,
  NOW,
  NOWHERE,
  placeOf,
  runningTask,
  UNACKED,
  unseenFacts,
  waitingTask,
  type WhyCase,
} from './why.fixture';

const part: Awaited = {
  uuid: 'p2',
  name: 'shop.part',
  queue: 'mail',
  in: 'queue',
  as: 'chord',
  index: 2,
  chord: { size: 3, done: 2, readAt: NOW - 4 },
};
const link: Awaited = { ...part, uuid: 'l1', name: 'shop.pack', as: 'chain', index: null, chord: null };
const stored = { status: 'SUCCESS', endedAt: NOW - 5, failure: null };
const message = {
  headers: { id: 'u', task: 'shop.mail', eta: new Date((NOW + 600) * 1000).toISOString(), origin: 'gen7@web' },
  queue: 'mail',
};
const inMail = { in: 'queue', queue: 'mail', priority: 0, ahead: 0 } as const;

/** What no event told of: an end, or the task itself. */
export const UNSEEN_CASES: readonly WhyCase[] = [
  [
    'an end that only the result backend tells',
    factsOf(waitingTask(), { place: placeOf({ message: NOWHERE, stored }) }),
    'finished-unseen',
    'SUCCESS at',
    'no event told of that',
  ],
  [
    'the end of a run whose event was lost',
    factsOf(runningTask('w1'), { place: placeOf({ message: NOWHERE, stored }) }),
    'finished-unseen',
    'SUCCESS',
  ],
  [
    'an end at an unknown time',
    factsOf(heldTask('w1'), { place: placeOf({ stored: { status: 'FAILURE', endedAt: null, failure: null } }) }),
    'finished-unseen',
    'It ended as FAILURE, and',
  ],
  [
    'an end that was taken over from the result backend',
    factsOf(waitingTask({ state: 'SUCCESS', endedAt: NOW - 5, stateReason: 'result-backend' }), { place: null }),
    'finished-unseen',
    'no event told of that',
  ],
  [
    'a loss with the worker',
    factsOf(runningTask('w1', { state: 'LOST', stateReason: 'worker-lost' })),
    'lost',
    'nothing will run it again',
  ],
  [
    'an expiry that came true',
    factsOf(waitingTask({ state: 'REVOKED', stateReason: 'expired', expires: NOW - 9 })),
    'expired',
    'before it began',
  ],
  ['a task of which only its result is known', unseenFacts({ stored }), 'finished-unseen', 'SUCCESS'],
  [
    'a body whose part waits its turn',
    unseenFacts({ awaits: [part] }),
    'chord-part-missing',
    'all 3 parts have ended: 2 have',
    'shop.part waits in mail.',
  ],
  [
    'a body whose part waits where nobody takes it',
    unseenFacts({
      awaits: [
        { ...part, chord: null },
        { ...part, uuid: 'p3', queue: 'nobody' },
      ],
    }),
    'chord-part-missing',
    'waits in nobody, which no worker consumes, one of 2',
  ],
  [
    'a body whose part is with a worker',
    unseenFacts({ awaits: [{ ...part, in: 'unacked' }] }),
    'chord-part-missing',
    'of mail is with a worker',
  ],
  [
    'a later part of a chain',
    unseenFacts({ awaits: [link] }),
    'not-sent',
    'when shop.pack has ended, which waits in mail',
  ],
  [
    'what is called when a task fails',
    unseenFacts({ awaits: [{ ...link, as: 'errback', queue: 'nobody' }] }),
    'not-sent',
    'when shop.pack fails, which waits in nobody, and no worker consumes that',
  ],
  [
    'a place in line that only events tell',
    factsOf(waitingTask(), { place: placeOf({ message: null, brokerKind: 'amqp', aheadSeen: 6 }) }),
    'queued',
    'it is about number 7 in line',
  ],
  [
    'a holder that takes nothing more',
    factsOf(heldTask('w1'), { workers: [workerView('w1', { status: 'not-consuming', statusSince: NOW - 90 })] }),
    'not-consuming',
    'w1 holds it, is alive and has free slots',
  ],
  [
    'a run of which only what it sent is seen',
    factsOf(waitingTask(), {
      place: placeOf({ message: NOWHERE }),
      children: [{ uuid: 'c1', name: 'shop.next', seenAt: NOW - 20 }],
    }),
    'finished-unseen',
    'no event told of that: it sent shop.next',
  ],
  ['an id that nobody knows', unseenFacts(), 'not-seen', 'in no queue', 'was not sent yet'],
  [
    'an id that nobody knows among too many messages',
    unseenFacts({ message: { in: 'nowhere', everywhere: false } }),
    'not-seen',
    'which are not all',
  ],
  [
    'an id that nobody knows on RabbitMQ',
    unseenFacts({ message: null, brokerKind: 'amqp' }),
    'not-seen',
    'can’t be told',
  ],
  ['an id while nobody can be asked', unseenFacts({}, { place: null }), 'not-seen', 'can’t be told'],
  [
    'a message that no event told of, for its time',
    unseenFacts({ message: inMail, unseen: unseenTask('u', message, NOW) }),
    'scheduled',
    'waits for its time',
  ],
  [
    'a message that no event told of, in a queue that nobody consumes',
    unseenFacts({
      message: { ...inMail, queue: 'nobody' },
      unseen: unseenTask('u', { headers: { task: 'shop.mail' }, queue: 'nobody' }, NOW),
    }),
    'no-consumer',
    'No worker consumes nobody',
  ],
  [
    'a message with a worker that tells nothing',
    unseenFacts({ message: UNACKED, unseen: unseenTask('u', { headers: {}, queue: 'mail' }, NOW) }),
    'delivered',
    'tells nothing',
  ],
  [
    'a run whose message comes back if its worker is lost, and its limits',
    factsOf(runningTask('w1'), {
      workers: [workerView('w1')],
      place: placeOf({
        message: null,
        brokerKind: 'amqp',
        held: { worker: 'w1', as: 'active', at: NOW - 2, acknowledged: false },
        timeLimits: { soft: 20, hard: null, of: 'type', at: NOW - 9 },
      }),
    }),
    'running',
    'if its worker is lost',
  ],
  [
    'a run that is acknowledged, without a limit',
    factsOf(runningTask('w1'), {
      place: placeOf({ message: NOWHERE, timeLimits: { soft: null, hard: null, of: 'worker', at: NOW - 9 } }),
    }),
    'running',
    'will not give it out again',
  ],
  [
    'a run that comes back if it is not acknowledged',
    factsOf(runningTask('w1'), {
      workers: [workerView('w1', { visibilityTimeoutSeconds: 3600 })],
      place: placeOf({ message: UNACKED, timeLimits: { soft: 20, hard: 30, of: 'worker', at: NOW - 9 } }),
    }),
    'running',
    'if it still runs at',
  ],
];
