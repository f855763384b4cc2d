import type { ExportFormat } from '../tasks/export-rows';
import { csvHead, csvRows, jsonLines, type CsvColumn } from './csv';

/** A list that is at hand, as the text of a file. */
export function exportText<Row>(
  format: ExportFormat,
  columns: readonly CsvColumn<Row>[],
  rows: readonly Row[],
): string {
  return format === 'csv' ? csvHead(columns) + csvRows(columns, rows) : jsonLines(rows);
}
