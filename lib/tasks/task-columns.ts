/** Columns of the list of tasks that can be chosen; name, arguments and state are always there. */
export const COLUMNS = [
  'where',
  'queue',
  'wait',
  'run',
  'age',
  'retries',
  'priority',
  'sent',
  'received',
  'started',
  'ended',
  'deliveries',
  'uuid',
  'why',
] as const;
export type Column = (typeof COLUMNS)[number];

const ALWAYS = ['name', 'state', 'args', 'kwargs'];

/** Flower's columns that say the same under another name. */
const FLOWERS: Readonly<Record<string, Column>> = {
  worker: 'where',
  runtime: 'run',
  result: 'why',
  exception: 'why',
  traceback: 'why',
  succeeded: 'ended',
  failed: 'ended',
  revoked: 'ended',
  rejected: 'ended',
  retried: 'retries',
  exchange: 'queue',
  routing_key: 'queue',
  timestamp: 'age',
};
/** Flower's columns that the page of a task has. */
const OF_THE_TASK = ['eta', 'expires', 'clock', 'client', 'root', 'root_id', 'parent', 'parent_id', 'children'];

/** Our columns for these names, ours or Flower's, in our order; undefined where one is neither. */
export function columnsOf(names: readonly string[]): readonly Column[] | undefined {
  const wanted = new Set<Column>();
  for (const name of names) {
    const column = COLUMNS.find((own) => own === name) ?? (Object.hasOwn(FLOWERS, name) ? FLOWERS[name] : undefined);
    if (column !== undefined) wanted.add(column);
    else if (!ALWAYS.includes(name) && !OF_THE_TASK.includes(name)) return undefined;
  }
  return COLUMNS.filter((column) => wanted.has(column));
}
