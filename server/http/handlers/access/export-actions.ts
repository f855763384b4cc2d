import { Readable } from 'node:stream';
import { z } from 'zod';
import { ACTION_COLUMNS } from '@/lib/export/action-columns';
import { csvHead, csvRows, jsonLines } from '@/lib/export/csv';
import { CONTENT_TYPES, EXPORT_FORMATS } from '@/lib/tasks/export-rows';
import { Answer, defineEndpoint } from '../../endpoint';

const PAGE = 500;

export const exportActions = defineEndpoint({
  method: 'GET',
  path: '/api/v1/actions/export',
  permission: 'view',
  reads: 'export-audit',
  costly: true,
  streams: true,
  summary: 'The whole audit log as CSV or JSON lines, newest first',
  query: z.object({ format: z.enum(EXPORT_FORMATS).default('csv') }),
  answers: { 200: z.string() },
  async handle({ query: { format }, principal }, services) {
    const { name: actor, address } = principal;
    const reader = services.reader();
    const first = await reader.actions(null, PAGE);
    const rows = (actions: typeof first.actions): string =>
      format === 'csv' ? csvRows(ACTION_COLUMNS, actions) : jsonLines(actions);
    async function* text(): AsyncGenerator<string> {
      if (format === 'csv') yield csvHead(ACTION_COLUMNS);
      let page = first;
      while (page.actions.length > 0) {
        yield rows(page.actions);
        if (page.nextCursor === null) return;
        page = await reader.actions(page.nextCursor, PAGE);
      }
    }
    const entry = { actor, address, subject: format, summary: 'exported the audit log' };
    await services.recordAccess({ ...entry, name: 'export-audit', outcome: 'done' });
    const stamp = new Date(services.now() * 1000).toISOString().slice(0, 19).replace(/[T:]/g, '-');
    return new Answer(200, Readable.from(text(), { objectMode: false }), CONTENT_TYPES[format], {
      'content-disposition': `attachment; filename="actions-${stamp}.${format}"`,
    });
  },
});
