import { message } from '../i18n/message';
import { holderOf } from './facts';
import { placeClaims, queueNameOf } from './place';
import { advice, claim, newestEvent, NO, type Rung } from './rung';

/** Nobody is to take it: its queue was paused from here. */
export const paused: Rung = {
  verdict: 'paused',
  look(facts) {
    const { queue, readAt } = facts;
    const name = queueNameOf(facts);
    if (holderOf(facts) !== null || queue === null || queue.name !== name || queue.pause === null) return NO;
    const { at, actor, reason, takers, takerCount, stopped } = queue.pause;
    const why = { reason: reason ?? '', hasReason: reason === null ? 'no' : 'yes' };
    const [worker = ''] = takers;
    return {
      holds: 'yes',
      isProblem: false,
      sentence: message('why.paused', { queue: name, who: actor, pausedAt: at, ...why }),
      evidence: [
        claim('pausedBy', { queue: name, who: actor }, 'actions', at),
        claim('pausedWorkers', { count: stopped }, 'inspect active_queues', readAt),
        ...(takerCount > 0
          ? [
              claim(
                'pausedTakers',
                { worker, count: takerCount, more: takerCount - 1 },
                'inspect active_queues',
                readAt,
              ),
            ]
          : []),
        ...placeClaims(facts),
        newestEvent(facts),
      ],
      advice: advice('resume', { queue: name }),
    };
  },
};
