import { BrokerError } from '../brokers/broker';
import { StoreError } from '../store/store';
import type { CollectorParts } from './collector-parts';
import type { FromCollector } from './messages';

const AGAIN_AFTER_SECONDS = 60;
const MAX_KNOWN = 100;

/**
 * Tells failures to the log. What fails at each event or each second is told once a minute, with how often it happened
 * since: a full disk must not be filled by telling of it.
 */
export function createErrorLog(post: (message: FromCollector) => void, now: () => number): (error: unknown) => void {
  const known = new Map<string, { toldAt: number; since: number }>();
  return (error) => {
    const line = error instanceof Error ? error.message : String(error);
    const entry = known.get(line);
    const at = now();
    if (entry !== undefined && Math.abs(at - entry.toldAt) < AGAIN_AFTER_SECONDS) {
      entry.since += 1;
      return;
    }
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(line, { toldAt: at, since: 0 });
    const again = entry === undefined || entry.since === 0 ? '' : ` (${entry.since} times more since)`;
    const text = error instanceof Error ? (error.stack ?? line) : line;
    post({ type: 'log', level: 'error', text: text + again });
  };
}

export interface Failures {
  readonly log: (error: unknown) => void;
  /** The same without what the broker refuses or loses: its own status and limits tell that. */
  readonly quietly: (error: unknown) => void;
}

/** What is done about a failure in the collector's own work: it goes on. */
export function createFailures({ post, now, damaged }: Pick<CollectorParts, 'post' | 'now' | 'damaged'>): Failures {
  const tell = createErrorLog(post, now);
  const log = (error: unknown): void => {
    if (error instanceof StoreError && error.code === 'damaged') damaged(error);
    tell(error);
  };
  return {
    log,
    quietly(error) {
      if (!(error instanceof BrokerError)) log(error);
    },
  };
}
