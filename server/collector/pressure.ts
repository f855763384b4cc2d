import type { IngestPressure } from '@/lib/cluster/cluster-status';
import type { RawMessage, StreamReading } from '../brokers/broker';

/** When the stream is so late, the least important goes first. */
const DETAILS_AT_SECONDS = 1;
const TIMELINE_AT_SECONDS = 3;
const OVER_BELOW_SECONDS = 0.5;
const OVER_AFTER_SECONDS = 5;
/** Short enough that a worker which beats every two seconds does not look silent. */
const HEARTBEAT_EVERY_SECONDS = 5;
const MAX_HOSTNAMES = 10_000;

type Shedding = IngestPressure['shedding'];

export interface Pressure {
  /** How late the stream was just now. `now` is seconds by a clock that nobody sets, here and below. */
  stream(reading: StreamReading, now: number): void;
  /** False for a heartbeat that is left out. */
  takesMessage(raw: RawMessage, now: number): boolean;
  takesDepth(): boolean;
  takesTimeline(): boolean;
  readonly shedding: Shedding;
  readonly lagSeconds: number | null;
  readonly dropped: Pick<IngestPressure['dropped'], 'heartbeats' | 'depthSamples' | 'timelineEntries'>;
}

/**
 * Decides what is left out while events come faster than they can be taken: first details (most heartbeats, samples of
 * queue depth), then timeline entries; never what tells how a task ended.
 */
export function createPressure(): Pressure {
  const dropped = { heartbeats: 0, depthSamples: 0, timelineEntries: 0 };
  const heartbeatAt = new Map<string, number>();
  let shedding: Shedding = 'nothing';
  let lagSeconds: number | null = null;
  let calmSince: number | null = null;

  const relax = (now: number): void => {
    calmSince ??= now;
    if (now - calmSince < OVER_AFTER_SECONDS) return;
    shedding = 'nothing';
    heartbeatAt.clear();
  };

  return {
    stream(reading, now) {
      lagSeconds = reading.lagSeconds;
      if (lagSeconds >= OVER_BELOW_SECONDS) calmSince = null;
      if (lagSeconds >= TIMELINE_AT_SECONDS) shedding = 'timeline';
      else if (lagSeconds >= DETAILS_AT_SECONDS && shedding === 'nothing') shedding = 'details';
      else if (lagSeconds < OVER_BELOW_SECONDS && shedding !== 'nothing') relax(now);
    },
    takesMessage(raw, now) {
      if (shedding === 'nothing' || !raw.channel.endsWith('worker.heartbeat')) return true;
      const hostname = hostnameOf(raw);
      if (hostname === null) return true;
      const before = heartbeatAt.get(hostname);
      if (before !== undefined && now - before < HEARTBEAT_EVERY_SECONDS) {
        dropped.heartbeats += 1;
        return false;
      }
      if (heartbeatAt.size < MAX_HOSTNAMES || before !== undefined) heartbeatAt.set(hostname, now);
      return true;
    },
    takesDepth() {
      if (shedding === 'nothing') return true;
      dropped.depthSamples += 1;
      return false;
    },
    takesTimeline() {
      if (shedding !== 'timeline') return true;
      dropped.timelineEntries += 1;
      return false;
    },
    get shedding() {
      return shedding;
    },
    get lagSeconds() {
      return lagSeconds;
    },
    dropped,
  };
}

const HOSTNAME = '"hostname":';
const MAX_NAME = 300;

/** Whose heartbeat it is, without decoding it: AMQP says it in a header, kombu's envelope on Redis in plain text. */
function hostnameOf({ body, properties }: RawMessage): string | null {
  const header = properties?.headers?.['hostname'];
  if (typeof header === 'string') return header;
  const at = body.indexOf(HOSTNAME);
  if (at === -1) return null;
  const from = at + HOSTNAME.length;
  return /^\s*"([^"]+)"/.exec(body.slice(from, from + MAX_NAME).toString())?.[1] ?? null;
}
