import { message } from '../i18n/message';
import { holderOf } from './facts';
import { placeClaims } from './place';
import { advice, claim, newestEvent, NO, type Rung } from './rung';

/** It will not run: its last moment is over, or comes before its time does. */
export const expired: Rung = {
  verdict: 'expired',
  look(facts) {
    const { task, now, place } = facts;
    const { eta, expires } = task;
    if (expires === null) return NO;
    const evidence = [newestEvent(facts), ...placeClaims(facts)];
    if (expires <= now) {
      const where = place?.message ?? null;
      const isLeft = holderOf(facts) !== null || where?.in !== 'nowhere' || !where.everywhere;
      const sentence = message(isLeft ? 'why.expired' : 'why.expiredNowhere', { expiresAt: expires });
      return { holds: 'yes', isProblem: false, sentence, evidence, advice: null };
    }
    if (eta === null || eta <= expires || eta <= now) return NO;
    const values = { etaAt: eta, expiresAt: expires };
    return {
      holds: 'yes',
      isProblem: true,
      sentence: message('why.expiresFirst', values),
      evidence: [
        claim('etaBeyondExpires', values, task.sentAt === null ? 'broker' : 'task-sent', task.sentAt ?? now),
        ...evidence,
      ],
      advice: advice('expiresFirst'),
    };
  },
};
