import type { StoreBatch } from '../store';
import { raw, sql, type Fragment } from '../sql/fragment';
import type { DictKind } from '../sql/kinds';
import { CELL, CELLS_A_TASK, PAYLOAD_COLUMNS, PLAIN_COLUMNS, type Cell } from '../sql/task-cells';
import { withoutNul } from '../sql/task-id';
import type { KnownIds } from './known-ids';
import { COUNTED, namesOf, type CountedNames, type NamesWriter } from './names-writer';
import type { Partitions } from './partitions';
import { LIVE_DAY } from './schema';
import { parseLines, withLines } from './stored-lines';
import type { Session } from './session';
import { isAnyOf, unnest, type Value } from './values';

const NAME_CELLS = [CELL.state, CELL.name, CELL.queue, CELL.worker, CELL.exceptionType] as const;

/** Which day it is says whether a task is live; the text of the exception is called apart from its type here. */
const PLAIN = PLAIN_COLUMNS.filter((column) => column !== 'live');
const PAYLOAD = PAYLOAD_COLUMNS.map((column) => (column === 'exception' ? 'error' : column));
const FLOATS: readonly string[] = ['updated', 'sent', 'received', 'started', 'ended', 'eta', 'runtime'];
const COLUMNS = [
  'uid', 'day', ...COUNTED, 'root', 'parent', 'retry_of', ...PLAIN, ...PAYLOAD, 'lines',
] as const; // prettier-ignore
const TEXTS: readonly string[] = ['uid', 'root', 'parent', 'retry_of', ...PAYLOAD, 'lines'];
const UPDATES = COLUMNS.filter((column) => column !== 'uid' && column !== 'day' && column !== 'lines');

interface Stored extends CountedNames {
  readonly uid: string;
  readonly day: number;
}
interface Row {
  readonly uid: string;
  readonly day: number;
  readonly names: readonly (number | null)[];
  readonly values: readonly Value[];
}

/** Inserts and updates tasks, some thousands in a few statements. The caller holds the transaction. */
export class TaskWriter {
  constructor(
    private readonly names: NamesWriter,
    private readonly ids: KnownIds,
    private readonly partitions: Partitions,
  ) {}

  /** Names that these tasks need numbers for. */
  *namesOf(cells: readonly Cell[]): Iterable<readonly [kind: DictKind, value: string | null]> {
    for (let at = 0; at < cells.length; at += CELLS_A_TASK) {
      for (const [index, kind] of COUNTED.entries()) yield [kind, textAt(cells, at + (NAME_CELLS[index] ?? 0))];
    }
  }

  /** The ids that were stored, with their days: to be remembered once they really are. */
  async write(
    session: Session,
    cells: readonly Cell[],
    now: number,
  ): Promise<readonly (readonly [uid: string, day: number])[]> {
    const rows = new Map<string, Row>();
    for (let at = 0; at < cells.length; at += CELLS_A_TASK) {
      const row = this.rowOf(cells, at, now);
      rows.set(row.uid, row);
    }
    if (rows.size === 0) return [];
    const all = [...rows.values()];
    await this.partitions.ensure(
      session,
      all.map(({ day }) => day),
    );
    const stored = await this.stored(
      session,
      all.map(({ uid }) => uid),
    );
    const moved = stored.filter(({ uid, day }) => rows.get(uid)?.day !== day);
    const lines = await removed(session, moved);
    await session.query(upsert(all, lines));
    const before = new Map(stored.map((task) => [task.uid, task]));
    for (const { day, names } of all) this.names.count(day, names, 1);
    for (const task of stored) this.names.count(task.day, namesOf(task), -1);
    return all.flatMap(({ uid, day }) => (before.get(uid)?.day === day ? [] : [[uid, day] as const]));
  }

  /** Adds lines to the timelines of stored tasks, of which the newest are kept; `justStored` came with this transaction. */
  async writeLines(session: Session, timeline: StoreBatch['timeline'], justStored: ReadonlySet<string>): Promise<void> {
    const entries = Map.groupBy(timeline, ({ uuid }) => withoutNul(uuid));
    const uids = [...entries.keys()].filter((uid) => justStored.has(uid) || this.ids.mayHave(uid));
    if (uids.length === 0) return;
    const { rows } = await session.query<{ uid: string; day: number; lines: string | null }>(
      sql`SELECT uid, day, lines FROM task WHERE ${isAnyOf('uid', 'text', uids)}`,
    );
    const changed = rows.flatMap(({ uid, day, lines }) => {
      const added = withLines(
        parseLines(lines),
        (entries.get(uid) ?? []).map(({ entry }) => entry),
      );
      return added === null ? [] : [{ uid, day, lines: JSON.stringify(added) }];
    });
    if (changed.length === 0) return;
    await session.query(
      sql`UPDATE task t SET lines = v.lines FROM ${unnest([
        ['text', changed.map(({ uid }) => uid)],
        ['int4', changed.map(({ day }) => day)],
        ['text', changed.map(({ lines }) => lines)],
      ])} AS v (uid, day, lines) WHERE t.uid = v.uid AND t.day = v.day`,
    );
  }

  // Most of those that are stored have not ended yet, so they are looked for there first.
  private async stored(session: Session, uids: readonly string[]): Promise<readonly Stored[]> {
    const wanted = new Set(uids.filter((uid) => this.ids.mayHave(uid)));
    if (wanted.size === 0) return [];
    const select = raw(`SELECT uid, day, ${COUNTED.join(', ')} FROM task`);
    const live = await session.query<Stored>(
      sql`${select} WHERE day = ${raw(String(LIVE_DAY))} AND ${isAnyOf('uid', 'text', [...wanted])}`,
    );
    for (const { uid } of live.rows) wanted.delete(uid);
    if (wanted.size === 0) return live.rows;
    const ended = await session.query<Stored>(
      sql`${select} WHERE day > ${raw(String(LIVE_DAY))} AND ${isAnyOf('uid', 'text', [...wanted])}`,
    );
    return [...live.rows, ...ended.rows];
  }

  private rowOf(cells: readonly Cell[], at: number, now: number): Row {
    const uid = withoutNul(textAt(cells, at + CELL.uuid) ?? '');
    const plain = new Map(PLAIN_COLUMNS.map((column, index) => [column, cells[at + CELL.plain + index] ?? null]));
    const { updated = null, live = null } = Object.fromEntries(plain);
    if (typeof updated !== 'number' || Number.isNaN(updated)) throw new TypeError('a task has no time');
    const names = COUNTED.map((kind, index) => this.names.idOrNull(kind, textAt(cells, at + (NAME_CELLS[index] ?? 0))));
    const day = live === 1 ? LIVE_DAY : this.partitions.dayOf(updated, now);
    const relative = (cell: number): string | null => {
      const id = textAt(cells, at + cell);
      return id === null ? null : withoutNul(id) === uid ? '' : id;
    };
    return {
      uid,
      day,
      names,
      values: [
        uid,
        day,
        ...names,
        relative(CELL.root),
        relative(CELL.parent),
        textAt(cells, at + CELL.retryOf),
        ...PLAIN.map((column) => plain.get(column) ?? null),
        ...PAYLOAD_COLUMNS.map((_, index) => cells[at + CELL.payload + index] ?? null),
      ],
    };
  }
}

/** Takes tasks out of days where they do not belong any more; gives back the lines of their timelines. */
async function removed(session: Session, tasks: readonly Stored[]): Promise<ReadonlyMap<string, string>> {
  if (tasks.length === 0) return new Map();
  const { rows } = await session.query<{ uid: string; lines: string | null }>(
    sql`DELETE FROM task t USING ${unnest([
      ['text', tasks.map(({ uid }) => uid)],
      ['int4', tasks.map(({ day }) => day)],
    ])} AS v (uid, day) WHERE t.uid = v.uid AND t.day = v.day RETURNING t.uid, t.lines`,
  );
  return new Map(rows.flatMap(({ uid, lines }) => (lines === null ? [] : [[uid, lines] as const])));
}

function upsert(rows: readonly Row[], lines: ReadonlyMap<string, string>): Fragment {
  const columns = COLUMNS.map((column, index) => {
    const type = TEXTS.includes(column) ? 'text' : FLOATS.includes(column) ? 'float8' : 'int4';
    const values =
      column === 'lines' ? rows.map(({ uid }) => lines.get(uid) ?? null) : rows.map((row) => row.values[index] ?? null);
    return [type, values] as const;
  });
  const updates = raw(UPDATES.map((column) => `${column} = excluded.${column}`).join(', '));
  return sql`INSERT INTO task (${raw(COLUMNS.join(', '))}) SELECT * FROM ${unnest(columns)} ON CONFLICT (uid, day) DO UPDATE SET ${updates}`;
}

function textAt(cells: readonly Cell[], at: number): string | null {
  const cell = cells[at] ?? null;
  // SQL would take a number for a name; a text that is none is a row that can't be stored.
  if (cell !== null && typeof cell !== 'string') throw new TypeError(`cell ${at} is no text`);
  return cell;
}
