import { isBusySolo } from '../workers/busy-solo';
import { message } from '../i18n/message';
import { holderOf } from './facts';
import { concernedWorkers, placeClaims } from './place';
import { claim, newestEvent, NO, type Rung } from './rung';

const NAMED = 3;

/** All that could run it are solo pools which are silent, as they are while they run a task: this one, or another. */
export const silentSolo: Rung = {
  verdict: 'slots-busy',
  look(facts) {
    const holder = holderOf(facts);
    const concerned = concernedWorkers(facts);
    const [first] = concerned;
    if (first === undefined || !concerned.every((worker) => isBusySolo(worker, facts.now))) return NO;
    const where = facts.place?.message ?? null;
    const has = holder !== null || where?.in === 'unacked' ? 'holds' : where?.in === 'nowhere' ? 'runs' : 'no';
    const sinceAt = first.statusSince ?? first.lastHeartbeatAt ?? facts.readAt;
    return {
      holds: 'yes',
      isProblem: false,
      sentence: message('why.silentSolo', {
        worker: first.hostname,
        others: concerned.length - 1,
        has,
        sinceAt,
      }),
      evidence: [
        newestEvent(facts),
        ...concerned.slice(0, NAMED).map((worker) => {
          const seenAt = worker.lastHeartbeatAt ?? sinceAt;
          return claim('soloSilent', { worker: worker.hostname, seenAt }, 'worker events, inspect stats', seenAt);
        }),
        ...placeClaims(facts),
      ],
      advice: null,
    };
  },
};
