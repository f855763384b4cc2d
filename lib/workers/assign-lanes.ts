import type { WorkerRun } from '../api/page-views';

/** Run (`laneKey`) → row. */
export type LaneRows = ReadonlyMap<string, number>;

/** A task that runs again here is another run. */
export function laneKey(run: Pick<WorkerRun, 'uuid' | 'startedAt'>): string {
  return `${run.uuid} ${run.startedAt}`;
}

// Events of two pool processes may cross by some milliseconds.
const TOLERANCE_SECONDS = 0.05;

interface Unit {
  readonly runs: WorkerRun[];
  readonly from: number;
  to: number;
}

/**
 * One row a pool process. Where events tell only the main process (`mainPid`), or none, runs are laid into the first
 * row that is free: then a row is a slot, not a process. Rows given before are kept, so that no bar changes its row.
 */
export function assignLanes(runs: readonly WorkerRun[], mainPid: number | null, before: LaneRows): LaneRows {
  const rows: { from: number; to: number }[][] = [];
  const given = new Map<string, number>();
  const put = (unit: Unit, row: number): void => {
    (rows[row] ??= []).push({ from: unit.from, to: unit.to });
    for (const run of unit.runs) given.set(laneKey(run), row);
  };
  const units = unitsOf(runs, mainPid);
  const fresh: Unit[] = [];
  for (const unit of units) {
    const row = unit.runs.map((run) => before.get(laneKey(run))).find((known) => known !== undefined);
    if (row === undefined) fresh.push(unit);
    else put(unit, row);
  }
  const isFree = (row: number, unit: Unit): boolean =>
    (rows[row] ?? []).every(
      (taken) => taken.to <= unit.from + TOLERANCE_SECONDS || unit.to <= taken.from + TOLERANCE_SECONDS,
    );
  for (const unit of fresh) {
    let row = 0;
    while (!isFree(row, unit)) row += 1;
    put(unit, row);
  }
  return given;
}

/** Processes that ran two tasks at once are none of the pool: a main process of before a restart. */
function mainPids(runs: readonly WorkerRun[]): ReadonlySet<number> {
  const busyTo = new Map<number, number>();
  const crowded = new Set<number>();
  for (const { pid, startedAt, endedAt } of runs) {
    if (pid === null) continue;
    const before = busyTo.get(pid) ?? -Infinity;
    if (startedAt + TOLERANCE_SECONDS < before) crowded.add(pid);
    busyTo.set(pid, Math.max(before, endedAt ?? Infinity));
  }
  return crowded;
}

function unitsOf(given: readonly WorkerRun[], mainPid: number | null): readonly Unit[] {
  const runs = given.toSorted((a, b) => a.startedAt - b.startedAt);
  const main = mainPids(runs);
  const poolPid = (pid: number | null) => (pid === null || pid === mainPid || main.has(pid) ? null : pid);
  const units: Unit[] = [];
  const byPid = new Map<number, Unit>();
  for (const run of runs) {
    const to = run.endedAt ?? Number.POSITIVE_INFINITY;
    const pid = poolPid(run.pid);
    const process = pid === null ? undefined : byPid.get(pid);
    if (process) {
      process.runs.push(run);
      process.to = Math.max(process.to, to);
      continue;
    }
    const unit = { runs: [run], from: run.startedAt, to };
    units.push(unit);
    if (pid !== null) byPid.set(pid, unit);
  }
  return units;
}
