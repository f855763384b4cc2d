import { describe, expect, it } from 'vitest';
import { accessOf } from '@/lib/access/access';
import { jobOf } from '../jobs/job.fixture';
import { seenView } from '../views/seen-view';
import { NOW } from './cluster.fixture';
import { passScope } from './scope-gate';
import { fakeReader } from './server.fixture';

const access = accessOf('operator', { queues: ['letters*'], tasks: null });
const JOBS = [jobOf('own', { actor: 'mailer' }), jobOf('other', { actor: 'ada' })];
const reader = fakeReader({ job: (id) => JOBS.find((job) => job.id === id) ?? null });
const services = { reader: () => reader, now: () => NOW };
const DOORS = [
  'GET /api/v1/jobs/:id',
  'GET /api/v1/jobs/:id/items',
  'GET /api/v1/jobs/:id/items/export',
  'POST /api/v1/jobs/:id/abort',
  'POST /api/v1/jobs/:id/continue',
];

describe('bulk jobs within a scope', () => {
  const principal = { name: 'mailer', canControl: true, access, address: '', by: 'header' as const };
  const ask = (door: string, id: string) =>
    passScope({ door, params: { id }, query: {}, body: {}, principal }, services);

  it.each(DOORS)('%s is for who made the job, and nobody else', async (door) => {
    await expect(ask(door, 'own')).resolves.toBeDefined();
    for (const id of ['other', 'none']) await expect(ask(door, id)).rejects.toMatchObject({ code: 'out_of_scope' });
  });

  it('are made of tasks of that scope only, whatever the filter says', async () => {
    const body = { action: 'retry', q: 'state:FAILURE OR queue:orders' };
    const asked = { door: 'POST /api/v1/jobs', params: {}, query: {}, body, principal };
    expect((await passScope(asked, services)).body).toEqual({
      ...body,
      q: '(queue:letters*) (state:FAILURE OR queue:orders)',
    });
  });

  it('and the numbers of all are not for them where /metrics asks who calls', async () => {
    await expect(ask('GET /metrics', '')).rejects.toMatchObject({ code: 'out_of_scope' });
  });

  it('are listed without those of others', async () => {
    const value = { jobs: JOBS, nextCursor: null };
    expect(await seenView('jobs', value, principal, services)).toEqual({ jobs: [JOBS[0]], nextCursor: null });
  });
});
