import type { FacetValue } from '@/lib/api/views';
import { foldCase } from '@/lib/query/text-pattern';
import { raw, sql } from '../sql/fragment';
import { DICT_KINDS, type DictKind } from '../sql/kinds';
import { storedName, TOTAL } from './names-writer';
import type { Session } from './session';

interface Entry {
  readonly id: number;
  readonly kind: number;
  readonly value: string;
}
interface UsedName {
  readonly value: string;
  readonly tasks: number;
}

/** The names behind the small numbers. Numbers are never given twice, so only new entries are read. */
export class NamesReader {
  private readonly values = new Map<number, string>();
  private readonly byKind = new Map<number, Map<string, number>>();
  private last = 0;

  /** Takes in what was added; to be called at the start of each answer. */
  async refresh(session: Session): Promise<void> {
    const { rows } = await session.query<Entry>(
      sql`SELECT id, kind, value FROM dict WHERE id > ${this.last} ORDER BY id`,
    );
    for (const { id, kind, value } of rows) {
      this.values.set(id, value);
      const known = this.byKind.get(kind) ?? new Map<string, number>();
      this.byKind.set(kind, known.set(value, id));
      this.last = Math.max(this.last, id);
    }
  }

  value(id: number | null): string | null {
    return id === null ? null : (this.values.get(id) ?? null);
  }

  idsWhere(kind: DictKind, matches: (value: string) => boolean): readonly number[] {
    return [...this.entries(kind)].flatMap(([value, id]) => (matches(value) ? [id] : []));
  }

  /** The number of a name; null when no task ever had it. */
  id(kind: DictKind, value: string): number | null {
    return this.entries(kind).get(storedName(value)) ?? null;
  }

  /** Numbers and names in the order of the names. */
  inOrder(kind: DictKind, descending: boolean): readonly (readonly [name: string, id: number])[] {
    const sign = descending ? -1 : 1;
    return [...this.entries(kind)].sort(([a], [b]) => (a < b ? -sign : a > b ? sign : 0));
  }

  /** How many stored tasks have one of these. */
  async tasks(session: Session, ids: readonly number[]): Promise<number> {
    if (ids.length === 0) return 0;
    return totalOf(
      session,
      raw(`SELECT coalesce(sum(tasks), 0)::float8 AS total FROM tally WHERE id IN (${ids.join(', ')})`),
    );
  }

  total(session: Session): Promise<number> {
    return totalOf(session, TOTAL);
  }

  /** How many stored tasks have each value, most first, without those that none has. */
  async used(session: Session, kind: DictKind): Promise<readonly UsedName[]> {
    const { rows } = await session.query<UsedName>(
      sql`SELECT d.value, sum(y.tasks)::float8 AS tasks FROM tally y JOIN dict d ON d.id = y.id
          WHERE d.kind = ${DICT_KINDS[kind]} GROUP BY d.id, d.value HAVING sum(y.tasks) > 0 ORDER BY 2 DESC`,
    );
    return rows;
  }

  /** Values that stored tasks have and that hold a text: those that begin with it first, then by how many have them. */
  async containing(session: Session, kind: DictKind, part: string, limit: number): Promise<readonly FacetValue[]> {
    const folded = foldCase(part);
    return (await this.used(session, kind))
      .map(({ value, tasks }) => ({ value, count: tasks, at: foldCase(value).indexOf(folded) }))
      .filter(({ value, at }) => at >= 0 && value !== '')
      .sort((a, b) => Number(a.at > 0) - Number(b.at > 0) || b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, limit)
      .map(({ value, count }) => ({ value, count }));
  }

  private entries(kind: DictKind): ReadonlyMap<string, number> {
    return this.byKind.get(DICT_KINDS[kind]) ?? NO_NAMES;
  }
}

const NO_NAMES: ReadonlyMap<string, number> = new Map();

async function totalOf(session: Session, query: typeof TOTAL): Promise<number> {
  const { rows } = await session.query<{ total: number }>(query);
  return rows[0]?.total ?? 0;
}
