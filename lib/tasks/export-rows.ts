import type { TaskRow } from '../api/views';

export const EXPORT_FORMATS = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/x-ndjson; charset=utf-8',
};

type Column = readonly [name: string, value: (row: TaskRow) => string | number | null];

const COLUMNS: readonly Column[] = [
  ['uuid', (row) => row.uuid],
  ['name', (row) => row.name],
  ['state', (row) => row.state],
  ['queue', (row) => row.queue],
  ['worker', (row) => row.worker],
  ['sent', (row) => isoTime(row.sentAt)],
  ['received', (row) => isoTime(row.receivedAt)],
  ['started', (row) => isoTime(row.startedAt)],
  ['ended', (row) => isoTime(row.endedAt)],
  ['updated', (row) => isoTime(row.updatedAt)],
  ['eta', (row) => isoTime(row.eta)],
  ['wait_seconds', (row) => row.waitSeconds],
  ['runtime_seconds', (row) => row.runtimeSeconds],
  ['retries', (row) => row.retries],
  ['priority', (row) => row.priority],
  ['deliveries', (row) => row.deliveries],
  ['args', (row) => row.args],
  ['kwargs', (row) => row.kwargs],
  ['result', (row) => row.result],
  ['exception', (row) => row.exception],
  ['findings', (row) => row.findings.join(' ')],
];

/** What stands before the rows. */
export function exportHead(format: ExportFormat): string {
  return format === 'csv' ? `${COLUMNS.map(([name]) => name).join(',')}\r\n` : '';
}

/** Rows as lines of the format: CSV with times in ISO 8601, or JSON lines as the API answers rows. */
export function exportRows(format: ExportFormat, rows: readonly TaskRow[]): string {
  if (format === 'jsonl') return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  return rows.map((row) => `${COLUMNS.map(([, value]) => csvCell(value(row))).join(',')}\r\n`).join('');
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = withoutFormula(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// A spreadsheet runs a text that begins like a formula, and tasks are named and called by anybody. The full-width
// forms count as well; a leading tab or line end is dropped by some programs, which uncovers what follows.
function withoutFormula(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠|%]/u.test(text) ? `'${text}` : text;
}

const LAST_TIME = 253_402_300_799;

function isoTime(seconds: number | null): string | null {
  if (seconds === null) return null;
  // A sender can name any number as a time: what no calendar knows is given as it is.
  return Math.abs(seconds) <= LAST_TIME ? new Date(seconds * 1000).toISOString() : String(seconds);
}
