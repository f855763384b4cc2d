import { Readable } from 'node:stream';
import { z } from 'zod';
import { may } from '@/lib/access/access';
import { exceptionType } from '@/lib/access/hide-arguments';
import type { TaskPage, TaskRow } from '@/lib/api/views';
import type { TaskQuery } from '@/lib/query/task-query';
import { CONTENT_TYPES, EXPORT_FORMATS, exportHead, exportRows, type ExportFormat } from '@/lib/tasks/export-rows';
import type { StoreReader } from '../../store/store';
import { TaskListParams, toTaskQuery } from '../../views/params';
import { Answer, defineEndpoint } from '../endpoint';

const Query = TaskListParams.omit({ limit: true, cursor: true }).extend({
  format: z.enum(EXPORT_FORMATS).default('csv'),
});

export const exportTasks = defineEndpoint({
  method: 'GET',
  path: '/api/v1/tasks/export',
  permission: 'view',
  reads: 'export-tasks',
  costly: true,
  streams: true,
  summary: 'All tasks that match a filter as CSV or JSON lines, of any number',
  query: Query,
  answers: { 200: z.string() },
  async handle({ query, principal }, services) {
    const { format, ...params } = query;
    const now = services.now();
    const asked = toTaskQuery(params, now);
    const reader = services.reader();
    const isWhole = may(principal.access, 'view-arguments');
    const lines = isWhole ? reader.export(asked, format) : withoutArguments(reader, asked, format);
    const parts = lines[Symbol.asyncIterator]();
    // What can't be begun is refused with a problem; once a part is sent, all that is left is to break off.
    const first = await parts.next();
    async function* text(): AsyncGenerator<Uint8Array> {
      try {
        for (let part = first; part.done !== true; part = await parts.next()) yield part.value;
      } finally {
        await parts.return?.();
      }
    }
    const stamp = new Date(now * 1000).toISOString().slice(0, 19).replace(/[T:]/g, '-');
    return new Answer(200, Readable.from(text(), { objectMode: false, highWaterMark: 0 }), CONTENT_TYPES[format], {
      'content-disposition': `attachment; filename="tasks-${stamp}.${format}"`,
    });
  },
});

const PAGE = 500;

/** The same lines for a role that may not see arguments: page by page, as a list is read. */
async function* withoutArguments(
  reader: Pick<StoreReader, 'tasks'>,
  query: TaskQuery,
  format: ExportFormat,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(exportHead(format));
  let cursor: string | null = null;
  do {
    const page: TaskPage = await reader.tasks({ ...query, limit: PAGE, cursor });
    const rows = page.tasks.map((row) => ({ ...row, ...hiddenOf(row) }));
    yield encoder.encode(exportRows(format, rows));
    cursor = page.nextCursor;
  } while (cursor !== null);
}

function hiddenOf({ exception }: TaskRow): Pick<TaskRow, 'args' | 'kwargs' | 'result' | 'exception'> {
  return { args: null, kwargs: null, result: null, exception: exception === null ? null : exceptionType(exception) };
}
