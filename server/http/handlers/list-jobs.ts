import { Readable } from 'node:stream';
import { z } from 'zod';
import { Job, JobItemsView, JobsView } from '@/lib/api/schemas';
import { csvHead, csvRows, jsonLines } from '@/lib/export/csv';
import { JOB_ITEM_COLUMNS } from '@/lib/export/job-item-columns';
import { ITEM_OUTCOMES } from '@/lib/jobs/job';
import { CONTENT_TYPES, EXPORT_FORMATS, type ExportFormat } from '@/lib/tasks/export-rows';
import type { StoreReader } from '../../store/store';
import { Answer, defineEndpoint, type Services } from '../endpoint';
import { JobParams } from '../job-params';
import { HttpProblem } from '../problem';

const ITEMS_A_PART = 1_000;

const page = {
  cursor: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
};
const Outcome = z.enum([...ITEM_OUTCOMES, 'waiting']).optional();
type Outcome = z.infer<typeof Outcome>;

export const listJobs = defineEndpoint({
  method: 'GET',
  path: '/api/v1/jobs',
  permission: 'view',
  reads: 'view-audit',
  summary: 'Bulk jobs, the newest first',
  query: z.object(page),
  answers: { 200: JobsView },
  handle: ({ query }, services) => services.reader().jobs(query.cursor ?? null, query.limit),
});

export const getJob = defineEndpoint({
  method: 'GET',
  path: '/api/v1/jobs/:id',
  permission: 'view',
  reads: 'view-audit',
  summary: 'A bulk job: how far it is, and what came of its tasks',
  params: JobParams,
  answers: { 200: z.object({ job: Job }) },
  handle: async ({ params }, services) => ({ job: await jobOf(params.id, services) }),
});

export const listJobItems = defineEndpoint({
  method: 'GET',
  path: '/api/v1/jobs/:id/items',
  permission: 'view',
  reads: 'view-audit',
  summary: 'Tasks of a bulk job and what came of each; waiting are those of which nothing came yet',
  params: JobParams,
  query: z.object({ ...page, outcome: Outcome }),
  answers: { 200: JobItemsView },
  async handle({ params, query }, services) {
    const job = await jobOf(params.id, services);
    return services.reader().jobItems(job.id, query.outcome ?? null, query.cursor ?? null, query.limit);
  },
});

export const exportJobItems = defineEndpoint({
  method: 'GET',
  path: '/api/v1/jobs/:id/items/export',
  permission: 'view',
  reads: 'view-audit',
  costly: true,
  streams: true,
  summary: 'All tasks of a bulk job as CSV or JSON lines',
  params: JobParams,
  query: z.object({ format: z.enum(EXPORT_FORMATS).default('csv'), outcome: Outcome }),
  answers: { 200: z.string() },
  async handle({ params, query }, services) {
    const job = await jobOf(params.id, services);
    const text = textOf(services.reader(), job.id, query.outcome, query.format);
    return new Answer(200, Readable.from(text, { objectMode: false, highWaterMark: 0 }), CONTENT_TYPES[query.format], {
      'content-disposition': `attachment; filename="job-${job.id}.${query.format}"`,
    });
  },
});

async function jobOf(id: string, services: Pick<Services, 'reader'>): Promise<Job> {
  const job = await services.reader().job(id);
  if (job === null) throw new HttpProblem(404, 'job_unknown', 'There is no such job.');
  return job;
}
type Job = NonNullable<Awaited<ReturnType<StoreReader['job']>>>;

async function* textOf(
  reader: StoreReader,
  id: string,
  outcome: Outcome,
  format: ExportFormat,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  if (format === 'csv') yield encoder.encode(csvHead(JOB_ITEM_COLUMNS));
  for (let cursor: string | null = null; ;) {
    const { items, nextCursor } = await reader.jobItems(id, outcome ?? null, cursor, ITEMS_A_PART);
    if (items.length > 0) yield encoder.encode(format === 'csv' ? csvRows(JOB_ITEM_COLUMNS, items) : jsonLines(items));
    if (nextCursor === null) return;
    cursor = nextCursor;
  }
}
