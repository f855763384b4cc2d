import type { WorkerView } from '@/lib/cluster/worker';
import { enableEvents } from '../control/enable-events';
import type { ControlContext } from '../control/control-context';
import { OURSELVES } from '../control/revoke-again';

export interface EventsOnDeps {
  /** Somebody wants all workers to send task events. */
  readonly enableEvents: boolean;
  readonly readOnly: boolean;
  readonly workers: { all(): readonly WorkerView[] };
  readonly control: () => ControlContext;
  readonly canAsk: () => boolean;
  readonly failed: (error: unknown) => void;
}

/** One that was asked and does not tell yet is asked again after that long. */
const AGAIN_SECONDS = 60;
/** Named in one message. */
const MAX_NAMED = 200;

/**
 * Asks workers that work without telling to send task events: at first, and each that comes later. One whose events
 * somebody switched off here stays as it is until it is started anew.
 */
export function createEventsOn(deps: EventsOnDeps): (now: number) => void {
  const askedAt = new Map<string, number>();
  return (now) => {
    if (!deps.enableEvents || deps.readOnly || !deps.canAsk()) return;
    const silent = deps.workers
      .all()
      .filter(
        ({ taskEvents, taskEventsOffAt, status }) =>
          taskEvents === false && taskEventsOffAt === undefined && status !== 'gone',
      )
      .map(({ hostname }) => hostname);
    const isSilent = new Set(silent);
    for (const hostname of askedAt.keys()) if (!isSilent.has(hostname)) askedAt.delete(hostname);
    const due = silent.filter((name) => now - (askedAt.get(name) ?? -Infinity) >= AGAIN_SECONDS).slice(0, MAX_NAMED);
    if (due.length === 0) return;
    for (const hostname of due) askedAt.set(hostname, now);
    const request = { ...OURSELVES, hostnames: due, reason: '--enable-events' };
    enableEvents(deps.control(), request).catch(deps.failed);
  };
}
