import { MAX_FACET_VALUES } from '@/lib/api/limits';
import type { FacetValue, TaskFacets } from '@/lib/api/views';
import { withoutField } from '@/lib/query/edit-filter';
import type { Filter, FilterField } from '@/lib/query/filter';
import type { TaskQuery } from '@/lib/query/task-query';
import type { DictionaryReader } from './dictionary-reader';
import { facetOf, facetOfAll, FACETS, SCANNED_ROWS, type Facet } from '../sql/facet-values';
import { raw, sql } from '../sql/fragment';
import type { DictKind } from '../sql/kinds';
import type { StatementCache } from './statement-cache';
import { sourceOf } from './task-source';
import type { TaskPlanner } from './task-plan';

type Row = readonly [
  state: number,
  queue: number | null,
  worker: number | null,
  name: number | null,
  exception: number | null,
];
const COLUMNS = ['state', 'queue', 'worker', 'name', 'exception'] as const;

/** Counts the values of each facet among the newest 50,000 matches; `exact` is false when there are more. */
export class FacetCounter {
  constructor(
    private readonly statements: StatementCache,
    private readonly dictionary: DictionaryReader,
    private readonly planner: TaskPlanner,
  ) {}

  facets(filter: Filter, query: TaskQuery, now: number): TaskFacets {
    if (query.q.trim() === '' && query.from === null && query.to === null) return this.ofAll();
    // Facets without terms of their own have the same rows: these are read once.
    const scans = new Map<string, readonly Row[]>();
    const rowsWithout = (field: FilterField): readonly Row[] => {
      const rest = withoutField(filter, field);
      const key = rest === filter ? '' : field;
      const known = scans.get(key) ?? this.rows(rest, query, now);
      scans.set(key, known);
      return known;
    };
    const entries = Object.entries(FACETS).map(
      ([name, { field, column }]) => [name, this.counted(rowsWithout(field), column)] as const,
    );
    const exact = [...scans.values()].every((rows) => rows.length < SCANNED_ROWS);
    return { ...(Object.fromEntries(entries) as Record<Facet, readonly FacetValue[]>), exact };
  }

  // The names' own counts tell it without a scan.
  private ofAll(): TaskFacets {
    const total = this.planner.total();
    const values = (column: DictKind): readonly FacetValue[] => {
      const { values: known, total: named } = this.dictionary.largest(column, MAX_FACET_VALUES);
      return facetOfAll(column, known, { named, total });
    };
    return {
      states: values('state'),
      queues: values('queue'),
      workers: values('worker'),
      types: values('name'),
      exceptions: values('exception'),
      exact: true,
    };
  }

  private rows(filter: Filter, query: TaskQuery, now: number): readonly Row[] {
    const plan = this.planner.plan(filter, query, now);
    // A walk gives the newest; the rows of seeks and gathers are few or all of a kind.
    const order = raw(plan.access.kind === 'walk' ? 'ORDER BY t.updated DESC' : '');
    const statement = sql`SELECT ${raw(COLUMNS.map((column) => `t.${column}`).join(', '))} FROM ${sourceOf(plan, plan.access)} ${order} LIMIT ${SCANNED_ROWS}`;
    return this.statements.query<Row>(statement).arrays();
  }

  private counted(rows: readonly Row[], column: DictKind): readonly FacetValue[] {
    const index = COLUMNS.indexOf(column);
    const counts = new Map<number | null, number>();
    for (const row of rows) {
      const id = row[index] ?? null;
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return facetOf(column, counts, (id) => this.dictionary.value(id));
  }
}
