import { HistogramBuilder } from './histogram';

/** Stands for all names beyond the bound of one minute. */
export const OTHER_SERIES = '(other)';

// Of each kind: types, queues, workers, types in queues.
const SERIES_A_MINUTE = 5_000;

export type Outcome = 'success' | 'failure' | 'retry' | 'other';

/** What a series tells apart; the parts that it does not are null. */
export interface Scope {
  readonly name: string | null;
  readonly queue: string | null;
  readonly worker: string | null;
}

/** What finished in one minute, as it is being counted. */
export interface OpenSeries {
  readonly scope: Scope;
  readonly counts: Record<Outcome, number>;
  readonly wait: HistogramBuilder;
  readonly runSuccess: HistogramBuilder;
  readonly runFailure: HistogramBuilder;
  changed: boolean;
}

export function openSeries(scope: Scope): OpenSeries {
  return {
    scope,
    counts: { success: 0, failure: 0, retry: 0, other: 0 },
    wait: new HistogramBuilder(),
    runSuccess: new HistogramBuilder(),
    runFailure: new HistogramBuilder(),
    changed: false,
  };
}

/** The series of one kind in one minute, by name, or by name within a group. Looked into for each task: no key is composed. */
export class SeriesKind {
  private readonly groups = new Map<string, Map<string, OpenSeries>>();
  private size = 0;

  /** `otherGroup`: where the series for all names beyond the bound stands. */
  constructor(
    private readonly otherGroup: string,
    private readonly scopeOf: (group: string, name: string) => Scope,
  ) {}

  /** null when there are too many already. */
  of(group: string, name: string): OpenSeries | null {
    return this.groups.get(group)?.get(name) ?? (this.size < SERIES_A_MINUTE ? this.add(group, name) : null);
  }

  /** The one for all names beyond the bound. */
  others(): OpenSeries {
    return this.groups.get(this.otherGroup)?.get(OTHER_SERIES) ?? this.add(this.otherGroup, OTHER_SERIES);
  }

  *all(): Iterable<OpenSeries> {
    for (const group of this.groups.values()) yield* group.values();
  }

  private add(group: string, name: string): OpenSeries {
    const series = openSeries(this.scopeOf(group, name));
    const names = this.groups.get(group);
    if (names === undefined) this.groups.set(group, new Map([[name, series]]));
    else names.set(name, series);
    this.size += 1;
    return series;
  }
}
