import type { StatusView } from '@/lib/api/page-views';
import { isAbsence } from '@/lib/cluster/cluster-status';

/** Workers answer a ping within this time; before it, none is not yet an answer. */
const FIRST_PING_SECONDS = 10;

export type PartialState =
  | {
      readonly kind: 'no-broker' | 'no-collector';
      readonly url: string;
      readonly code: string;
      readonly text: string | null;
      readonly since: number;
      readonly retryAt: number | null;
    }
  | { readonly kind: 'store-error'; readonly text: string }
  | { readonly kind: 'no-workers'; readonly everSeen: boolean }
  | { readonly kind: 'silent-workers'; readonly hostnames: readonly string[]; readonly all: boolean };

/** What keeps the pages from the whole truth, the worst first. */
export function partialStates(status: StatusView): readonly PartialState[] {
  const { broker, collector } = status;
  const states: PartialState[] = [];
  const unreachable = broker.state === 'lost' || (broker.state === 'connecting' && broker.errorCode !== null);
  if (unreachable) {
    const code = broker.errorCode ?? 'lost';
    states.push({
      kind: isAbsence(code) ? 'no-collector' : 'no-broker',
      url: broker.url,
      code,
      text: broker.error,
      since: broker.since,
      retryAt: broker.retryAt,
    });
  }
  if (collector.storeError !== null) states.push({ kind: 'store-error', text: collector.storeError });
  if (broker.state === 'connected' && collector.workersUp === 0 && isSettled(status)) {
    states.push({ kind: 'no-workers', everSeen: collector.workersTotal > 0 });
  }
  const hostnames = collector.silentWorkers;
  if (hostnames.length > 0)
    states.push({ kind: 'silent-workers', hostnames, all: hostnames.length >= collector.workersUp });
  return states;
}

/** False in the first seconds of a connection, while no answer of a worker could have come yet. */
export function isSettled({ at, broker, collector }: StatusView): boolean {
  return broker.state !== 'connecting' && at - Math.max(collector.startedAt, broker.since) > FIRST_PING_SECONDS;
}
