import { z } from 'zod';
import type { AbsenceCode } from '@/lib/cluster/cluster-status';
import { Answer, defineEndpoint, type Services } from '../endpoint';

const Readiness = z.object({ ready: z.boolean(), reasons: z.array(z.string()) });

export const ready = defineEndpoint({
  method: 'GET',
  path: '/api/v1/ready',
  permission: 'public',
  isProbe: true,
  summary: 'Whether the broker is connected and events can flow',
  answers: { 200: Readiness, 503: Readiness },
  handle(_call, services) {
    const reasons = reasonsNotReady(services);
    return new Answer(reasons.length === 0 ? 200 : 503, { ready: reasons.length === 0, reasons });
  },
});

const ABSENT: Readonly<Record<AbsenceCode, string>> = {
  COLLECTOR_STOPPED: 'the collector stopped and is being started again',
  COLLECTOR_AWAY: 'no collector is heard',
  SHARE_LOST: 'the Redis through which the collector is heard can’t be reached',
};

// Anybody may ask this, so it names no host: the error's code, not its text.
export function reasonsNotReady({ collector }: Pick<Services, 'collector'>): string[] {
  const { cluster, absence } = collector;
  if (absence !== null) return [`${ABSENT[absence.code]} (${absence.code})`];
  if (cluster === null) return ['the collector is starting'];
  const { state, errorCode, limits } = cluster.broker;
  const broker =
    state === 'connected' || state === 'ended'
      ? []
      : [`the broker is ${state}${errorCode === null ? '' : ` (${errorCode})`}`];
  const { events } = limits;
  const flow = broker.length > 0 || events === undefined ? [] : [`events can’t flow (${events})`];
  return [...broker, ...flow, ...(cluster.stats.storeError === null ? [] : ['the store can’t be written'])];
}
