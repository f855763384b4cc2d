import { removedFromQueue } from '../cluster/removed-task';
import { queueView } from '../queues/queue.fixture';
import { factsOf, NOW, placeOf, waitingTask, type WhyCase } from './why.fixture';

const revocation = {
  at: NOW - 30,
  namedBy: 'w1',
  kept: null,
  isSentAgain: false,
  knownTo: { count: 1, names: ['w1'] },
  unknownTo: { count: 0, names: [] },
};
const pause = {
  at: NOW - 600,
  actor: 'ada',
  reason: 'SMTP is down',
  isHeld: false,
  stopped: 2,
  takers: [],
  takerCount: 0,
};

/** What somebody asked for. */
export const ASKED_CASES: readonly WhyCase[] = [
  [
    'a revoke',
    factsOf(waitingTask({ eta: NOW + 60 }), { place: placeOf({ revocation }) }),
    'revoked',
    'throws it away',
  ],
  ['a message that was removed', factsOf(removedFromQueue(waitingTask(), NOW - 5)), 'ended', 'removed from mail at'],
  [
    'a paused queue',
    factsOf(waitingTask(), { queue: queueView('mail', { pause }), workers: [] }),
    'paused',
    'ada paused mail at',
    '“SMTP is down”',
  ],
];
