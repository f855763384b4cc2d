import type { Count } from '@/lib/api/views';
import { EMPTY_FILTER, type Filter, type NumberField } from '@/lib/query/filter';
import { parseFilter } from '@/lib/query/parse-filter';
import { searchesTexts } from '@/lib/query/searches-texts';
import type { TaskQuery } from '@/lib/query/task-query';
import { StoreError } from '../store';
import type { DictionaryReader } from './dictionary-reader';
import { capped } from '../sql/counts';
import { FilterTranslator } from '../sql/filter-to-sql';
import { allOf, raw, sql, type Fragment } from '../sql/fragment';
import { AHEAD_SECONDS, aheadOf, type DictKind } from '../sql/kinds';
import { SQLITE } from './dialect';
import type { StatementCache } from './statement-cache';
import { AccessChooser, type Access } from './task-access';
import { rowsIn } from './task-segment';

export interface TaskPlan {
  readonly where: Fragment;
  readonly usesPayload: boolean;
  readonly access: Access;
  /** An index whose rows are all that the filter asks for; null where it asks for more than one. */
  readonly index: Access | null;
  /** The index of run times holds all that the filter asks for. */
  readonly isInRuntimes: boolean;
  /** How many rows the access goes through, about; of a walk, infinite. */
  readonly rows: number;
  /** Bounds of the update time. */
  readonly from: number | null;
  readonly to: number | null;
  /** How many stored tasks match, where the counts of names or an index tell it; else null. */
  readonly known: Count | null;
}

const HELD_WITH_RUNTIME: ReadonlySet<DictKind> = new Set(['name', 'queue', 'worker', 'state']);

function isInRuntimes(filter: Filter, translator: FilterTranslator): boolean {
  if (filter.kind === 'not') return isInRuntimes(filter.part, translator);
  if (filter.kind === 'and' || filter.kind === 'or') {
    return filter.parts.every((part) => isInRuntimes(part, translator));
  }
  if (filter.kind === 'number') return filter.field === 'runtime';
  const names = translator.namesOf(filter);
  return names !== null && HELD_WITH_RUNTIME.has(names.kind);
}

const TOLD_TIMES: ReadonlySet<string> = new Set<NumberField>(['sent', 'received', 'started']);

export class TaskPlanner {
  private readonly chooser: AccessChooser;

  constructor(
    private readonly statements: StatementCache,
    private readonly dictionary: DictionaryReader,
  ) {
    this.chooser = new AccessChooser(statements, dictionary, () => this.total());
  }

  /** Reads the query's filter. A filter that can't be read is refused; `parseTaskQuery` tells the caller where. */
  filterOf(query: TaskQuery, now: number): Filter {
    if (query.q === '') return EMPTY_FILTER;
    const parsed = parseFilter(query.q, now);
    if (!parsed.ok) throw new StoreError('bad_filter', parsed.message);
    return parsed.filter;
  }

  plan(filter: Filter, query: Pick<TaskQuery, 'from' | 'to'>, now: number): TaskPlan {
    const translator = new FilterTranslator(SQLITE, this.dictionary, now);
    const parts = filter.kind === 'and' ? filter.parts : [filter];
    const from = this.laterFrom(parts, query.from);
    const bounds = [
      ...(from === null ? [] : [sql`t.updated >= ${from}`]),
      ...(query.to === null ? [] : [sql`t.updated <= ${query.to}`]),
    ];
    const where = allOf([...bounds, ...parts.map((part) => translator.condition(part))]);
    const { access, rows, matches, index = access } = this.chooser.cheapest(parts, translator);
    return {
      where,
      usesPayload: searchesTexts(filter),
      access,
      index: parts.length === 1 ? index : null,
      isInRuntimes: isInRuntimes(filter, translator),
      rows,
      from,
      to: query.to,
      known: bounds.length > 0 ? null : this.knownCount(parts, translator, matches),
    };
  }

  /** All stored tasks. */
  total(): number {
    return this.dictionary.tasks(this.dictionary.idsWhere('state', () => true));
  }

  // What was received in the last hour changed in the last hour, unless a clock was ahead of ours: of such rows there are few,
  // and mostly none.
  private laterFrom(parts: readonly Filter[], from: number | null): number | null {
    const earliest = parts.flatMap((part) =>
      part.kind === 'number' && TOLD_TIMES.has(part.field) && (part.comparison === '>' || part.comparison === '>=')
        ? part.values.map((at) => at - AHEAD_SECONDS)
        : [],
    );
    if (earliest.length === 0) return from;
    const isAnyAhead = rowsIn(this.statements, 'task_ahead', raw(`(${aheadOf('t.')})`), 1) > 0;
    return isAnyAhead ? from : Math.max(from ?? -Infinity, ...earliest);
  }

  private knownCount(parts: readonly Filter[], translator: FilterTranslator, matches: number | null): Count | null {
    const [part] = parts;
    if (part === undefined) return { value: this.total(), exact: true };
    if (parts.length > 1) return null;
    const names = translator.namesOf(part);
    if (names !== null) return { value: this.dictionary.tasks(names.ids), exact: true };
    return matches === null ? null : capped(matches, true);
  }
}
