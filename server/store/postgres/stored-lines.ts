import type { TimelineEntry } from '@/lib/api/views';
import { boundedEntry, TIMELINE_ENTRIES } from '../sql/log-record';

/** Lines that our own writer kept; of damaged ones none are left. */
export function parseLines(text: string | null): readonly TimelineEntry[] {
  if (text === null) return [];
  try {
    return JSON.parse(text) as readonly TimelineEntry[];
  } catch {
    // Cut or damaged: the task itself tells the rest.
    return [];
  }
}

/**
 * The newest of these lines and those that were kept, null where none is new. Who was not told that a batch was stored
 * writes it again, with what came since: lines that are there are not added a second time.
 */
export function withLines(
  kept: readonly TimelineEntry[],
  told: readonly TimelineEntry[],
): readonly TimelineEntry[] | null {
  const known = new Set(kept.map(keyOf));
  // Only the newest: older ones were let go when they were stored first, and would come back after those that followed.
  const added = told
    .slice(-TIMELINE_ENTRIES)
    .map(boundedEntry)
    .filter((entry) => !known.has(keyOf(entry)));
  return added.length === 0 ? null : [...kept, ...added].slice(-TIMELINE_ENTRIES);
}

function keyOf({ at, type, worker, text }: TimelineEntry): string {
  return JSON.stringify([at, type, worker, text]);
}
