import type { TaskRow } from '../api/views';
import { csvHead, csvRows, isoTime, jsonLines, type CsvColumn } from '../export/csv';

export const EXPORT_FORMATS = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/x-ndjson; charset=utf-8',
};

const COLUMNS: readonly CsvColumn<TaskRow>[] = [
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
  return format === 'csv' ? csvHead(COLUMNS) : '';
}

/** Rows as lines of the format: CSV with times in ISO 8601, or JSON lines as the API answers rows. */
export function exportRows(format: ExportFormat, rows: readonly TaskRow[]): string {
  return format === 'csv' ? csvRows(COLUMNS, rows) : jsonLines(rows);
}
