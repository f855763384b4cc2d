import { jsonLines } from '@/lib/export/csv';
import { exportHead, exportRows } from '@/lib/tasks/export-rows';
import { encodeTaskId, decodeTaskId } from '../sql/task-id';
import { StoreError, type StoreExportFormat } from '../store';
import type { Answering } from './answering';
import { rowsOf, statesOf } from './task-rows';

const ROWS_A_PART = 500;
const TARGETS_A_PART = 5_000;
const UUID_BYTES = 16;

/** Many ids in little memory: sixteen bytes for each that is a uuid. */
class IdList {
  length = 0;
  private readonly pages: Buffer[] = [];
  private readonly others = new Map<number, string>();

  push(uids: readonly string[]): void {
    const page = Buffer.alloc(uids.length * UUID_BYTES);
    for (const [index, uid] of uids.entries()) {
      const stored = encodeTaskId(uid);
      if (typeof stored === 'string') this.others.set(this.length + index, uid);
      else stored.copy(page, index * UUID_BYTES);
    }
    this.pages.push(page);
    this.length += uids.length;
  }

  slice(from: number, count: number): readonly string[] {
    const uids: string[] = [];
    let start = 0;
    for (const page of this.pages) {
      const end = start + page.length / UUID_BYTES;
      for (let at = Math.max(from, start); at < Math.min(end, from + count); at += 1) {
        const offset = (at - start) * UUID_BYTES;
        uids.push(this.others.get(at) ?? decodeTaskId(page.subarray(offset, offset + UUID_BYTES)));
      }
      start = end;
    }
    return uids;
  }
}

interface Running {
  readonly format: StoreExportFormat;
  readonly uids: IdList;
  at: number;
}

/**
 * Exports under way. Which tasks they hold is settled when they begin, so that rows that come or change meanwhile neither
 * double nor hide others; a row is written as it is then.
 */
export class TaskExports {
  private readonly running = new Map<string, Running>();
  /** One that was closed meanwhile must not be kept. */
  private readonly opening = new Set<string>();

  /** `pageOf` lists the ids of a page of the query, and where the next one begins. */
  async open(
    id: string,
    format: StoreExportFormat,
    pageOf: (
      cursor: string | null,
    ) => Promise<{ readonly uids: readonly string[]; readonly nextCursor: string | null }>,
  ): Promise<void> {
    const uids = new IdList();
    this.opening.add(id);
    for (let cursor: string | null = null; ;) {
      const page = await pageOf(cursor);
      uids.push(page.uids);
      cursor = page.nextCursor;
      if (cursor === null) break;
    }
    if (this.opening.delete(id)) this.running.set(id, { format, uids, at: 0 });
  }

  /** The next part of the text; null when it was the last. */
  async next(answering: Answering, id: string): Promise<Uint8Array | null> {
    const running = this.running.get(id);
    if (running === undefined) throw new StoreError('io', 'The export was interrupted; begin again.');
    const { format, uids, at } = running;
    if (at > 0 && at >= uids.length) return null;
    // One step at least, which an export of nothing takes for its head.
    running.at = at + (format === 'targets' ? TARGETS_A_PART : ROWS_A_PART);
    if (format === 'targets')
      return new TextEncoder().encode(jsonLines(await statesOf(answering, uids.slice(at, TARGETS_A_PART))));
    const rows = await rowsOf(answering, uids.slice(at, ROWS_A_PART), { texts: 'whole' });
    return new TextEncoder().encode((at === 0 ? exportHead(format) : '') + exportRows(format, rows));
  }

  close(id: string): void {
    this.opening.delete(id);
    this.running.delete(id);
  }
}
