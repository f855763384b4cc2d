import { isRecord } from '@/lib/celery/bounded';
import { decodeIsoTime } from '@/lib/celery/iso-time';
import { isReady } from '@/lib/tasks/stored-answer';
import { BrokerError } from '../brokers/broker';
import { openContent } from '../brokers/kombu-envelope';
import type { Aborted, ResultBackend, StoredResult } from './backend';
import type { Connecting } from './connecting';
import { unreadValue } from './unread-value';

export type Row = Readonly<Record<string, unknown>>;

/** A database, as far as results need it: values only ever travel beside the statement. */
export interface SqlClient {
  /** Names of a table's columns. */
  columns(table: string): Promise<readonly string[]>;
  query(sql: string, values: readonly unknown[]): Promise<readonly Row[]>;
}

/** How a kind of database writes what differs. */
export interface SqlDialect {
  readonly kind: string;
  /** `$1`, or `?`. */
  readonly parameter: (index: number) => string;
  readonly quote: (name: string) => string;
  /** A time without a zone as text. */
  readonly timeText: (column: string) => string;
  /** Expressions for one row that is put in where none is. */
  readonly insertIgnored: (table: string, columns: string, values: string) => string;
}

const CHUNK = 200;
const MAX_UUIDS = 5000;
const MAX_TEXT = 65_536;
const MAX_ARGUMENT_BYTES = 262_144;
/** `pickle.dumps(None)`: what the column of an aborted task holds. */
const PICKLED_NONE = Buffer.from([0x80, 0x02, 0x4e, 0x2e]);
const EXTENDED = ['name', 'args', 'kwargs', 'worker', 'retries', 'queue'] as const;

/**
 * The table `celery_taskmeta` of Celery's SQLAlchemy backend. A result is a Python pickle there, of which only the length
 * and the first bytes are read.
 */
export function createSqlBackend(
  connection: Connecting<SqlClient>,
  dialect: SqlDialect,
  conf: Readonly<Record<string, unknown>>,
  url: string,
): ResultBackend {
  const table = tableOf(conf, dialect);
  const { parameter } = dialect;
  let columns: ReadonlySet<string> | null = null;

  const columnsOf = async (client: SqlClient): Promise<ReadonlySet<string>> =>
    (columns ??= new Set(await client.columns(table)));

  const read = (uuids: readonly string[]): Promise<ReadonlyMap<string, StoredResult>> =>
    connection.use(async (client) => {
      const wanted = [...new Set(uuids)].slice(0, MAX_UUIDS);
      const found = new Map<string, StoredResult>();
      const selected = selection(await columnsOf(client), dialect);
      for (let start = 0; start < wanted.length; start += CHUNK) {
        const chunk = wanted.slice(start, start + CHUNK);
        const places = chunk.map((_, index) => parameter(index + 1)).join(', ');
        const rows = await client.query(`SELECT ${selected} FROM ${table} WHERE task_id IN (${places})`, chunk);
        for (const row of rows) {
          const stored = toStored(row);
          if (stored !== null) found.set(stored.uuid, stored);
        }
      }
      return found;
    });

  const abort = (uuid: string): Promise<Aborted> =>
    connection.use(async (client) => {
      const statusOf = async (): Promise<string | null> => {
        const [row] = await client.query(`SELECT status FROM ${table} WHERE task_id = ${parameter(1)}`, [uuid]);
        return row === undefined ? null : String(row['status']);
      };
      const isNew = (await statusOf()) === null;
      const done = new Date().toISOString().replace('T', ' ').replace('Z', '000');
      if (isNew) {
        const values = [1, 2, 3, 4].map(parameter).join(', ');
        const insert = dialect.insertIgnored(table, 'task_id, status, result, date_done', values);
        await client.query(insert, [uuid, 'ABORTED', PICKLED_NONE, done]);
      } else {
        // One that ends meanwhile keeps its result.
        const ended = `status NOT IN ('SUCCESS', 'FAILURE', 'REVOKED')`;
        const set = `status = ${parameter(1)}, result = ${parameter(2)}, traceback = NULL, date_done = ${parameter(3)}`;
        await client.query(`UPDATE ${table} SET ${set} WHERE task_id = ${parameter(4)} AND ${ended}`, [
          ...['ABORTED', PICKLED_NONE, done],
          uuid,
        ]);
      }
      const status = await statusOf();
      return status !== null && isReady(status) ? { outcome: 'ended', status } : { outcome: 'aborted' };
    });

  return { kind: dialect.kind, url, read, abort, close: () => connection.close() };
}

function tableOf(conf: Readonly<Record<string, unknown>>, { quote }: SqlDialect): string {
  const named = (setting: string): string | null => {
    const names = conf[setting];
    const name = isRecord(names) ? names['task'] : null;
    return typeof name === 'string' && name !== '' && name.length <= 200 ? name : null;
  };
  const schema = named('database_table_schemas');
  const table = quote(named('database_table_names') ?? 'celery_taskmeta');
  return schema === null ? table : `${quote(schema)}.${table}`;
}

function selection(columns: ReadonlySet<string>, { timeText }: SqlDialect): string {
  if (!columns.has('task_id') || !columns.has('status'))
    throw new BrokerError('no_result_table', 'The database of results has no table that Celery would write.');
  const texts = ['name', 'worker', 'queue'].filter((name) => columns.has(name));
  const bodies = ['args', 'kwargs'].filter((name) => columns.has(name));
  return [
    ...['task_id', 'status', `${timeText('date_done')} AS date_done`],
    `substr(traceback, 1, ${MAX_TEXT}) AS traceback`,
    ...['length(result) AS result_bytes', 'substr(result, 1, 2) AS result_start'],
    ...texts,
    ...bodies.map((name) => `CASE WHEN length(${name}) <= ${MAX_ARGUMENT_BYTES} THEN ${name} END AS ${name}`),
    ...(columns.has('retries') ? ['retries'] : []),
  ].join(', ');
}

function toStored(row: Row): StoredResult | null {
  const { task_id: uuid, status } = row;
  if (typeof uuid !== 'string' || typeof status !== 'string' || status === '') return null;
  const bytes = Number(row['result_bytes'] ?? 0);
  const start = row['result_start'];
  const extended = Object.fromEntries(EXTENDED.map((name) => [name, row[name] ?? null]));
  return {
    uuid,
    status,
    result: null,
    ...(bytes === 0 ? {} : { unread: unreadValue(bytesOf(start), bytes, Infinity) }),
    traceback: textOf(row['traceback'], MAX_TEXT),
    doneAt: decodeIsoTime(row['date_done']),
    name: textOf(extended['name'], 1000),
    args: jsonOf(extended['args']),
    kwargs: jsonOf(extended['kwargs']),
    worker: textOf(extended['worker'], 1000),
    retries: typeof extended['retries'] === 'number' ? extended['retries'] : null,
    queue: textOf(extended['queue'], 1000),
    parentId: null,
    groupId: null,
  };
}

function textOf(value: unknown, limit: number): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, limit).toWellFormed() : null;
}

function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array();
}

/** Arguments are encoded by the result serializer: JSON is read, all else is not. */
function jsonOf(value: unknown): unknown {
  if (!(value instanceof Uint8Array)) return null;
  const opened = openContent(Buffer.from(value), 'application/json', 'utf-8', undefined);
  return opened.ok ? opened.value : null;
}
