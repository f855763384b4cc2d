import { jsonLines } from '@/lib/export/csv';
import { exportHead, exportRows } from '@/lib/tasks/export-rows';
import { StoreError, type StoreExportFormat } from '../store';
import type { TaskRowReader } from './task-rows';

const IDS_A_PAGE = 50_000;
const ROWS_A_PART = 500;
const TARGETS_A_PART = 5_000;

interface Running {
  readonly format: StoreExportFormat;
  /** Numbers of rows, eight bytes each: a million tasks take eight megabytes. */
  readonly pages: readonly Float64Array[];
  page: number;
  at: number;
  begun: boolean;
}

/**
 * Exports under way. Which tasks they hold is settled when they begin, so that rows that come or change meanwhile neither
 * double nor hide others; a row is written as it is then.
 */
export class TaskExports {
  private readonly running = new Map<string, Running>();

  constructor(private readonly rows: TaskRowReader) {}

  /** `pageOf` lists the numbers of a page of the query, and where the next one begins. */
  open(
    id: string,
    format: StoreExportFormat,
    pageOf: (
      limit: number,
      cursor: string | null,
    ) => { readonly ids: readonly number[]; readonly nextCursor: string | null },
  ): void {
    const pages: Float64Array[] = [];
    for (let cursor: string | null = null; ;) {
      const { ids, nextCursor } = pageOf(IDS_A_PAGE, cursor);
      pages.push(Float64Array.from(ids));
      cursor = nextCursor;
      if (cursor === null) break;
    }
    this.running.set(id, { format, pages, page: 0, at: 0, begun: false });
  }

  /** The next part of the text; null when it was the last. */
  next(id: string): Uint8Array | null {
    const running = this.running.get(id);
    if (running === undefined) throw new StoreError('io', 'The export was interrupted; begin again.');
    const page = running.pages[running.page];
    if (page === undefined) return null;
    const { format } = running;
    const rowsAPart = format === 'targets' ? TARGETS_A_PART : ROWS_A_PART;
    const ids = [...page.subarray(running.at, running.at + rowsAPart)];
    running.at += rowsAPart;
    if (running.at >= page.length) {
      running.page += 1;
      running.at = 0;
    }
    if (format === 'targets') return new TextEncoder().encode(jsonLines(this.rows.statesOf(ids)));
    const head = running.begun ? '' : exportHead(format);
    running.begun = true;
    return new TextEncoder().encode(head + exportRows(format, this.rows.rowsOf(ids)));
  }

  close(id: string): void {
    this.running.delete(id);
  }
}
