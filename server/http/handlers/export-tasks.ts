import { Readable } from 'node:stream';
import { z } from 'zod';
import { CONTENT_TYPES, EXPORT_FORMATS } from '@/lib/tasks/export-rows';
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
  async handle({ query }, services) {
    const { format, ...params } = query;
    const now = services.now();
    const parts = services.reader().export(toTaskQuery(params, now), format)[Symbol.asyncIterator]();
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
