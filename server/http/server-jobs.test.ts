import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { jobOf, resultOf } from '../jobs/job.fixture';
import { inThisThread } from '../store/reading/in-this-thread';
import { openReader } from '../store/sqlite';
import { openSyncWriter, type SyncWriter } from '../store/sqlite.fixture';
import { batchOf, NOW as STORED_AT, taskOf } from '../store/store.fixture';
import { NOW } from './cluster.fixture';
import { FakeCollector, getJson, postJson as post, testServer, type TestServer } from './server.fixture';

/** A server on a real store: 3 failed tasks, 2 that wait, one that runs. */
async function onStore(rules: NonNullable<Parameters<typeof testServer>[0]>['rules'] = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'celeryscope-server-jobs-'));
  const { writer } = openSyncWriter({ dataDir, now: STORED_AT });
  const reader = openReader({ dataDir });
  onTestFinished(() => {
    reader.close();
    writer.close();
    rmSync(dataDir, { recursive: true });
  });
  const states = ['FAILURE', 'FAILURE', 'FAILURE', 'RECEIVED', 'RECEIVED', 'STARTED'];
  writer.write(
    batchOf({ tasks: states.map((state, n) => taskOf(`t${n}`, { state, updatedAt: NOW - n, endedAt: null })) }),
  );
  const collector = new FakeCollector();
  collector.answers = {
    ...collector.answers,
    createJob: ({ job }) => jobOf('j1', job),
    addTargets: () => null,
    startJob: ({ id }) => jobOf(id, { state: 'running' }),
    abortJob: ({ id }) => jobOf(id, { state: 'aborted' }),
    resumeJob: ({ id }) => jobOf(id, { state: 'running' }),
  };
  const server = await testServer({ reader: inThisThread(reader), collector, rules });
  return { server, collector, writer };
}

const targetsOf = ({ collector }: { readonly collector: FakeCollector }): readonly string[] =>
  collector.calls.flatMap(({ name, request }) =>
    name === 'addTargets' ? (request as { readonly uuids: readonly string[] }).uuids : [],
  );

describe('a bulk job', () => {
  it('is tried first: who takes part, who does not and why, with the ends of the filter as they are now', async () => {
    const on = await onStore();
    const { status, body } = await post(on.server, '/api/v1/jobs', {
      action: 'retry',
      q: '',
      from: '-1h',
      dryRun: true,
    });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        dryRun: true,
        scope: { kind: 'filter', q: '', from: NOW - 3600, to: NOW },
        total: 6,
        eligible: 3,
        refused: [
          { reason: 'still-waiting', count: 2 },
          { reason: 'still-running', count: 1 },
        ],
        limit: 100_000,
      },
    });
    expect(on.collector.calls).toEqual([]);
    const revoke = await post(on.server, '/api/v1/jobs', { action: 'revoke', q: '', dryRun: true });
    expect(revoke.body).toMatchObject({ eligible: 3, running: 1, refused: [{ reason: 'already-ended', count: 3 }] });
  });

  it('is made of the tasks that match now, the newest first, for who asks', async () => {
    const on = await onStore();
    const asked = { action: 'retry', q: 'state:FAILURE', queue: 'again', countdown: 5, reason: 'SMTP was down' };
    const { status, body } = await post(on.server, '/api/v1/jobs', asked);
    expect({ status, body }).toMatchObject({ status: 201, body: { job: { id: 'j1', state: 'running' } } });
    expect(on.collector.calls[0]).toEqual({
      name: 'createJob',
      request: {
        actor: 'anonymous',
        address: '127.0.0.1',
        job: {
          action: 'retry',
          scope: { kind: 'filter', q: 'state:FAILURE', from: null, to: NOW },
          terminate: false,
          signal: 'SIGTERM',
          queue: 'again',
          countdown: 5,
          ratePerSecond: 50,
          reason: 'SMTP was down',
        },
      },
    });
    expect(targetsOf(on)).toEqual(['t0', 't1', 't2']);
  });

  it('can be for tasks that are named, each once, also those that nothing is known of', async () => {
    const on = await onStore();
    const uuids = ['t3', 'none', 't3', 't0'];
    const dry = await post(on.server, '/api/v1/jobs', { action: 'revoke', uuids, dryRun: true });
    expect(dry.body).toMatchObject({
      total: 3,
      eligible: 1,
      refused: [
        { reason: 'unknown', count: 1 },
        { reason: 'already-ended', count: 1 },
      ],
    });
    await post(on.server, '/api/v1/jobs', { action: 'revoke', uuids });
    expect(targetsOf(on)).toEqual(['t3', 'none', 't0']);
  });

  it('is for a hundred thousand tasks at most, and of more only where that is said', async () => {
    const on = await onStore();
    fill(on.writer, 100_001);
    const all = { action: 'retry', q: 'state:SUCCESS' };
    const dry = await post(on.server, '/api/v1/jobs', { ...all, dryRun: true });
    expect(dry.body).toMatchObject({ total: 100_001, eligible: 100_000, refused: [{ reason: 'over-cap', count: 1 }] });
    expect(await post(on.server, '/api/v1/jobs', all)).toMatchObject({
      status: 422,
      body: { code: 'selection_too_large', limit: 100_000 },
    });
    expect(on.collector.calls).toEqual([]);
    expect((await post(on.server, '/api/v1/jobs', { ...all, newest: true })).status).toBe(201);
    expect(targetsOf(on)).toHaveLength(100_000);
    expect(on.collector.calls.filter(({ name }) => name === 'addTargets')).toHaveLength(20);
  });

  it.each([
    ['nothing is selected', { action: 'retry' }, 400],
    ['there is no such action', { action: 'delete', q: '' }, 400],
    ['the filter is not whole', { action: 'retry', q: 'state:' }, 400],
    ['the filter is nested too deep', { action: 'retry', q: '('.repeat(3_000) }, 400],
    ['the filter has a pattern that takes forever', { action: 'retry', q: `args:"${'a*'.repeat(1_900)}b"` }, 400],
    ['the filter is too long', { action: 'retry', q: 'x'.repeat(5_000) }, 400],
    ['the end is no time', { action: 'retry', q: '', to: 'tomorrow-ish' }, 400],
    ['no task is named', { action: 'retry', uuids: [] }, 400],
    ['too many tasks are named', { action: 'retry', uuids: Array<string>(20_001).fill('a') }, 400],
    ['it is too fast', { action: 'retry', q: '', ratePerSecond: 501 }, 400],
    ['it would never end', { action: 'retry', q: '', ratePerSecond: 0 }, 400],
    ['there is no such signal', { action: 'revoke', q: '', signal: 'rm -rf' }, 400],
    ['no task matches', { action: 'retry', q: 'task:nothing' }, 422],
  ])('is refused before anything is kept where %s', async (_why, body, status) => {
    const on = await onStore();
    expect((await post(on.server, '/api/v1/jobs', body)).status).toBe(status);
    expect(on.collector.calls).toEqual([]);
  });

  it('is no viewer’s, and a refusal leaves an entry', async () => {
    const on = await onStore({ readOnly: true });
    for (const path of ['/api/v1/jobs', '/api/v1/jobs/j1/abort', '/api/v1/jobs/j1/continue'])
      expect((await post(on.server, path, { action: 'retry', q: '' })).status).toBe(403);
    expect(on.collector.calls.map(({ name, request }) => [name, (request as { name: string }).name])).toEqual([
      ['recordRefusal', 'bulk-revoke'],
      ['recordRefusal', 'abort-job'],
      ['recordRefusal', 'bulk-revoke'],
    ]);
  });

  it('is aborted and continued for who asks', async () => {
    const on = await onStore();
    on.writer.jobs.write({ job: jobOf('j1', { state: 'interrupted' }) });
    expect((await post(on.server, '/api/v1/jobs/j1/abort', { reason: 'wrong filter' })).body).toMatchObject({
      job: { state: 'aborted' },
    });
    expect((await post(on.server, '/api/v1/jobs/j1/continue')).body).toMatchObject({ job: { state: 'running' } });
    expect((await post(on.server, '/api/v1/jobs/none/continue')).status).toBe(404);
    expect(on.collector.calls).toEqual([
      { name: 'abortJob', request: { actor: 'anonymous', address: '127.0.0.1', id: 'j1', reason: 'wrong filter' } },
      { name: 'resumeJob', request: { actor: 'anonymous', address: '127.0.0.1', id: 'j1' } },
    ]);
  });
});

describe('what came of a bulk job', () => {
  const withJob = async (): Promise<TestServer> => {
    const on = await onStore();
    const uuids = ['=cmd()', 't2', 't3'];
    on.writer.jobs.write({
      job: jobOf('j1', { state: 'running', total: 3 }),
      targets: { after: 0, uuids },
      results: [
        resultOf(1, '=cmd()', { outcome: 'failed', code: 'queue_missing', detail: '@SUM(A1), "quoted"' }),
        resultOf(2, 't2', { newUuid: 't2-again' }),
      ],
    });
    return on.server;
  };

  it('is listed: jobs, one job, its tasks by outcome and page by page', async () => {
    const server = await withJob();
    expect((await getJson(server, '/api/v1/jobs')).body).toMatchObject({ jobs: [{ id: 'j1', total: 3 }] });
    expect((await getJson(server, '/api/v1/jobs/j1')).body).toMatchObject({ job: { reason: 'SMTP was down' } });
    expect((await getJson(server, '/api/v1/jobs/none')).body).toMatchObject({ status: 404, code: 'job_unknown' });
    const first = (await getJson(server, '/api/v1/jobs/j1/items?limit=2')).body;
    expect(first).toMatchObject({
      items: [
        { n: 1, outcome: 'failed' },
        { n: 2, newUuid: 't2-again' },
      ],
    });
    const rest = await getJson(server, `/api/v1/jobs/j1/items?limit=2&cursor=${String(first['nextCursor'])}`);
    expect(rest.body).toMatchObject({ items: [{ n: 3, uuid: 't3', outcome: null }], nextCursor: null });
    const failed = await getJson(server, '/api/v1/jobs/j1/items?outcome=failed');
    expect(failed.body['items']).toHaveLength(1);
    expect((await getJson(server, '/api/v1/jobs/j1/items?outcome=lost')).status).toBe(400);
    expect((await getJson(server, '/api/v1/views/jobs')).body).toMatchObject({ jobs: [{ id: 'j1' }] });
  });

  it('is a file whose cells no spreadsheet runs', async () => {
    const server = await withJob();
    const csv = await server.app.inject({ url: '/api/v1/jobs/j1/items/export' });
    expect(csv.headers['content-disposition']).toBe('attachment; filename="job-j1.csv"');
    const lines = csv.body.split('\r\n');
    expect(lines[0]).toBe('n,uuid,outcome,code,detail,new_uuid,at');
    expect(lines[1]).toMatch(/^1,'=cmd\(\),failed,queue_missing,"'@SUM\(A1\), ""quoted""",,20/);
    expect(lines).toHaveLength(5);
    const jsonl = await server.app.inject({ url: '/api/v1/jobs/j1/items/export?format=jsonl&outcome=waiting' });
    expect(JSON.parse(jsonl.body)).toMatchObject({ n: 3, uuid: 't3', outcome: null });
  });
});

function fill(writer: SyncWriter, count: number): void {
  for (let at = 0; at < count; at += 20_000) {
    const tasks = Array.from({ length: Math.min(20_000, count - at) }, (_, n) =>
      taskOf(`s${at + n}`, { updatedAt: NOW - 100 - at - n }),
    );
    writer.write(batchOf({ tasks }));
  }
}
