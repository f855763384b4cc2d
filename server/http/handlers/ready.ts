import { z } from 'zod';
import { Answer, defineEndpoint, type Services } from '../endpoint';

const Readiness = z.object({ ready: z.boolean(), reasons: z.array(z.string()) });

export const ready = defineEndpoint({
  method: 'GET',
  path: '/api/v1/ready',
  permission: 'public',
  summary: 'Whether the broker is connected and events can flow',
  answers: { 200: Readiness, 503: Readiness },
  handle(_call, services) {
    const reasons = reasonsNotReady(services);
    return new Answer(reasons.length === 0 ? 200 : 503, { ready: reasons.length === 0, reasons });
  },
});

// Anybody may ask this, so it names no host: the error's code, not its text.
function reasonsNotReady({ collector }: Services): string[] {
  const { cluster } = collector;
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
