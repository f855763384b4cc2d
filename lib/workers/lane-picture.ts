import type { WorkerRun } from '../api/page-views';
import { laneKey, type LaneRows } from './assign-lanes';
import type { Typical } from './typical-run';

/** Ten minutes back and five ahead, so that now stands at two thirds. */
export const PAST_SECONDS = 600;
export const AHEAD_SECONDS = 300;
const WHOLE_SECONDS = PAST_SECONDS + AHEAD_SECONDS;
export const NOW_SHARE = PAST_SECONDS / WHOLE_SECONDS;

/** More rows than this are not drawn, and are said. */
export const MAX_ROWS = 64;
// About a pixel: bars that stand closer are drawn as one.
const CLOSE_SECONDS = 1;

export type LaneLook = 'success' | 'failure' | 'retry' | 'other' | 'running' | 'rest' | 'next';

export interface LaneBar {
  readonly key: string;
  readonly look: LaneLook;
  /** Shares of the width, 0 to 1. */
  readonly left: number;
  readonly width: number;
  readonly seconds: number;
  /** How many runs it stands for. */
  readonly runs: number;
  readonly uuid: string | null;
  readonly name: string | null;
}

export interface LaneRow {
  readonly bars: readonly LaneBar[];
  /** Where the plan of this row ends; null when there is none. */
  readonly freeFrom: number | null;
}

/** A task in line and when it is planned to start; null when that can't be said. */
export interface PlannedStart {
  readonly uuid: string;
  readonly inSeconds: number | null;
}

export interface LanePicture {
  readonly rows: readonly LaneRow[];
  readonly hiddenRows: number;
  readonly plan: readonly PlannedStart[];
  /** The plan if slots that are free elsewhere could take from the line too; null where there are none. */
  readonly shared: readonly PlannedStart[] | null;
}

interface LaneInput {
  readonly runs: readonly WorkerRun[];
  readonly rowOf: LaneRows;
  readonly slots: number;
  /** In the order in which they will start. */
  readonly reserved: readonly { readonly uuid: string; readonly name: string | null }[];
  readonly typical: ReadonlyMap<string, Typical>;
  /** Free slots of other workers that could run what stands in line here. */
  readonly freeElsewhere?: number;
  readonly now: number;
}

export function shareOf(at: number, now: number): number {
  return Math.min(1, Math.max(0, (at - (now - PAST_SECONDS)) / WHOLE_SECONDS));
}

/** What each slot did in the last ten minutes, and what it will do where the median of its types is known. */
export function lanePicture({ runs, rowOf, slots, reserved, typical, freeElsewhere = 0, now }: LaneInput): LanePicture {
  const byRow = new Map<number, WorkerRun[]>();
  for (const run of runs) {
    if ((run.endedAt ?? now) < now - PAST_SECONDS) continue;
    const row = rowOf.get(laneKey(run)) ?? 0;
    const list = byRow.get(row);
    if (list) list.push(run);
    else byRow.set(row, [run]);
  }
  const needed = Math.max(slots, ...[...byRow.keys()].map((row) => row + 1), 0);
  const count = Math.min(needed, MAX_ROWS);
  const own = Array.from({ length: count }, (_, row) => byRow.get(row) ?? []);
  const { starts, bars, freeFrom } = planned(own, reserved, typical, slots, now);
  const elsewhere = Array.from({ length: freeElsewhere }, (): readonly WorkerRun[] => []);
  const shared =
    freeElsewhere > 0 ? planned([...elsewhere, ...own], reserved, typical, slots + freeElsewhere, now).starts : null;
  const rows = own.map((list, row) => ({
    bars: [...merged(list.map((run) => pastBar(run, now))), ...(bars[row] ?? [])],
    freeFrom: freeFrom[row] ?? null,
  }));
  return { rows, hiddenRows: needed - count, plan: starts, shared };
}

function pastBar(run: WorkerRun, now: number): LaneBar {
  const left = shareOf(run.startedAt, now);
  const end = run.endedAt ?? now;
  return {
    key: laneKey(run),
    look: run.endedAt === null ? 'running' : lookOf(run.outcome),
    left,
    width: Math.max(0, shareOf(end, now) - left),
    seconds: Math.max(0, end - run.startedAt),
    runs: 1,
    uuid: run.uuid,
    name: run.name,
  };
}

function lookOf(outcome: string | null): LaneLook {
  if (outcome === 'SUCCESS') return 'success';
  if (outcome === 'FAILURE') return 'failure';
  return outcome === 'RETRY' ? 'retry' : 'other';
}

/** Runs that are less than a pixel apart and look the same become one bar that says how many it stands for. */
function merged(bars: readonly LaneBar[]): readonly LaneBar[] {
  const close = CLOSE_SECONDS / WHOLE_SECONDS;
  const result: LaneBar[] = [];
  for (const bar of bars.toSorted((a, b) => a.left - b.left)) {
    const last = result.at(-1);
    const joins =
      last !== undefined &&
      last.look === bar.look &&
      bar.look !== 'running' &&
      bar.width < 3 * close &&
      bar.left - (last.left + last.width) < close;
    if (!joins) {
      result.push(bar);
      continue;
    }
    result[result.length - 1] = {
      ...last,
      width: Math.max(last.width, bar.left + bar.width - last.left),
      seconds: last.seconds + bar.seconds,
      runs: last.runs + bar.runs,
      uuid: null,
      name: last.name === bar.name ? bar.name : null,
    };
  }
  return result;
}

function planned(
  own: readonly (readonly WorkerRun[])[],
  reserved: LaneInput['reserved'],
  typical: LaneInput['typical'],
  slots: number,
  now: number,
) {
  const bars: LaneBar[][] = own.map(() => []);
  const freeFrom: (number | null)[] = own.map((list, row) => {
    const running = list.find((run) => run.endedAt === null);
    if (running === undefined) return row < slots ? 0 : null;
    const p50 = running.name === null ? undefined : typical.get(running.name)?.p50;
    if (p50 === undefined) return null;
    const left = Math.max(0, running.startedAt + p50 - now);
    if (left > 0) bars[row]?.push(planBar(`rest ${laneKey(running)}`, 'rest', 0, left, running));
    return left;
  });
  // A slot whose end is not known could be the first to be free: then nothing can be planned.
  let blind = freeFrom.some((free, row) => free === null && own[row]?.some((run) => run.endedAt === null));
  const starts = reserved.map(({ uuid, name }): PlannedStart => {
    const p50 = name === null ? undefined : typical.get(name)?.p50;
    const row = earliest(freeFrom);
    const from = row === null ? null : (freeFrom[row] ?? null);
    if (blind || row === null || from === null) return { uuid, inSeconds: null };
    if (p50 === undefined) {
      blind = true;
      return { uuid, inSeconds: from };
    }
    if (from < AHEAD_SECONDS) bars[row]?.push(planBar(`next ${uuid}`, 'next', from, p50, { uuid, name }));
    freeFrom[row] = from + p50;
    return { uuid, inSeconds: from };
  });
  return { starts, bars, freeFrom: freeFrom.map((free) => (blind ? null : free)) };
}

function planBar(
  key: string,
  look: LaneLook,
  from: number,
  seconds: number,
  task: { readonly uuid: string; readonly name: string | null },
): LaneBar {
  const left = NOW_SHARE + from / WHOLE_SECONDS;
  const width = Math.min(1 - left, seconds / WHOLE_SECONDS);
  return { key, look, left, width: Math.max(0, width), seconds, runs: 1, uuid: task.uuid, name: task.name };
}

function earliest(freeFrom: readonly (number | null)[]): number | null {
  let best: number | null = null;
  freeFrom.forEach((free, row) => {
    const known = best === null ? null : (freeFrom[best] ?? null);
    if (free !== null && (known === null || free < known)) best = row;
  });
  return best;
}
