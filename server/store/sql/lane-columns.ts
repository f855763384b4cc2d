import type { LaneRuns } from '../store';

interface LaneRun {
  readonly uuid: () => string;
  readonly name: string | null;
  readonly worker: string;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly outcome: string | null;
}

/** Names by their numbers, each once. */
class Names {
  readonly values: string[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(name: string | null): number {
    if (name === null) return -1;
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.values.length);
    return this.values.push(name) - 1;
  }
}

/** Runs as columns of numbers: tens of thousands of them go to the page, and names repeat. */
export class LaneColumns {
  private readonly names = new Names();
  private readonly workers = new Names();
  private readonly outcomes = new Names();
  private runs = {
    uuid: [] as string[],
    name: [] as number[],
    worker: [] as number[],
    startMs: [] as number[],
    runMs: [] as (number | null)[],
    outcome: [] as number[],
  };

  constructor(
    private readonly from: number,
    private readonly to: number,
    private readonly hostname: string | null,
  ) {}

  get length(): number {
    return this.runs.uuid.length;
  }

  /** Leaves out what did not run in the window, or elsewhere. */
  add({ uuid, name, worker, startedAt, endedAt, outcome }: LaneRun): void {
    if (startedAt === null || startedAt >= this.to || (endedAt ?? Infinity) < this.from) return;
    if (this.hostname !== null && worker !== this.hostname) return;
    const { runs } = this;
    runs.uuid.push(uuid());
    runs.name.push(this.names.numberOf(name));
    runs.worker.push(this.workers.numberOf(worker));
    runs.startMs.push(Math.round((startedAt - this.from) * 1000));
    // A worker's clock may have been set back while it ran.
    runs.runMs.push(endedAt === null ? null : Math.max(0, Math.round((endedAt - startedAt) * 1000)));
    runs.outcome.push(endedAt === null ? -1 : this.outcomes.numberOf(outcome ?? 'UNKNOWN'));
  }

  /** What was found another way and ended before the cut is left out too: none of its neighbours are there. */
  done(cutBefore: number | null): LaneRuns {
    if (cutBefore !== null) this.dropEndedBefore(Math.round((cutBefore - this.from) * 1000));
    return {
      cutBefore,
      names: this.names.values,
      workers: this.workers.values,
      outcomes: this.outcomes.values,
      runs: this.runs,
    };
  }

  private dropEndedBefore(ms: number): void {
    const { runMs, startMs } = this.runs;
    const kept = runMs.flatMap((ran, index) => (ran === null || (startMs[index] ?? 0) + ran >= ms ? [index] : []));
    const pick = <Value>(column: readonly Value[]): Value[] => kept.flatMap((index) => column.slice(index, index + 1));
    this.runs = {
      uuid: pick(this.runs.uuid),
      name: pick(this.runs.name),
      worker: pick(this.runs.worker),
      startMs: pick(startMs),
      runMs: pick(runMs),
      outcome: pick(this.runs.outcome),
    };
  }
}
