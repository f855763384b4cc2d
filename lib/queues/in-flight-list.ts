import type { DetectorInput } from '../detectors/detector';
import { standingJudge, type InFlight, type UnackedEntry } from './in-flight';

const ORDER = { abandoned: 0, unknown: 1, held: 2 } as const;

/** What may be asked of the messages in flight. */
export interface InFlightQuestion {
  /** null: of all queues. */
  readonly queue: string | null;
  readonly limit: number;
}

/** The messages in flight as last read; those that need somebody first, then as they return. */
export interface InFlightList {
  /** When they were read, epoch seconds; null: not read yet. */
  readonly at: number | null;
  /** All that the broker holds, of all queues. */
  readonly total: number | null;
  /** Those that were read: the oldest. */
  readonly read: number;
  /** Of those that were read, in the queue asked for. */
  readonly counts: { readonly abandoned: number; readonly unknown: number; readonly held: number };
  readonly messages: readonly InFlight[];
}

/** Judges all that was read; `null` where the broker tells no messages in flight. */
export function listInFlight(
  input: DetectorInput,
  reading: { readonly at: number; readonly total: number; readonly entries: readonly UnackedEntry[] } | null,
  { queue, limit }: InFlightQuestion,
): InFlightList {
  if (reading === null)
    return { at: null, total: null, read: 0, counts: { abandoned: 0, unknown: 0, held: 0 }, messages: [] };
  const judge = standingJudge(input);
  const messages = reading.entries
    .filter((entry) => queue === null || entry.queue === queue)
    .map((entry): InFlight => ({ ...entry, ...judge(entry) }))
    .sort((a, b) => ORDER[a.standing] - ORDER[b.standing] || a.returnsAt - b.returnsAt);
  const count = (standing: InFlight['standing']) => messages.filter((one) => one.standing === standing).length;
  return {
    at: reading.at,
    total: reading.total,
    read: reading.entries.length,
    counts: { abandoned: count('abandoned'), unknown: count('unknown'), held: count('held') },
    messages: messages.slice(0, limit),
  };
}
