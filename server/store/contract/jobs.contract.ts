import { expect, it } from 'vitest';
import { JOB_AT, jobOf, resultOf } from '../../jobs/job.fixture';
import { batchOf, NOW, queryOf, taskOf, uuidOf } from '../store.fixture';
import type { StoreUnderTest } from '../store.contract';

export function jobsContract(under: StoreUnderTest): void {
  const uuids = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => uuidOf(n + 1));
  const prepare = async (id: string, count: number, different: Parameters<typeof jobOf>[1] = {}): Promise<void> => {
    const job = jobOf(id, { total: count, state: 'running', ...different });
    await under.store.writer.jobs.write({ job, targets: { after: 0, uuids: uuids(count) } });
  };

  it('keeps a job as it was told last, and lists the newest first, page by page', async () => {
    await prepare('old', 1, { createdAt: JOB_AT - 5 });
    await prepare('one', 2);
    await prepare('two', 2);
    const changed = jobOf('one', { total: 2, state: 'aborted', counts: { done: 1, skipped: 0, failed: 0, unsure: 0 } });
    await under.store.writer.jobs.write({ job: changed });
    const { reader } = under.store;
    expect(await reader.job('one')).toEqual(changed);
    expect(await reader.job('none')).toBeNull();
    const first = await reader.jobs(null, 2);
    expect(first.jobs.map(({ id }) => id)).toEqual(['two', 'one']);
    const second = await reader.jobs(first.nextCursor, 2);
    expect(second).toMatchObject({ jobs: [{ id: 'old' }], nextCursor: null });
    await expect(reader.jobs('x', 2)).rejects.toMatchObject({ code: 'bad_cursor' });
    expect((await under.store.writer.jobs.live()).map(({ id }) => id)).toEqual(['old', 'two']);
  });

  it('gives targets in their order, added in parts, and adds none twice', async () => {
    const { jobs } = under.store.writer;
    await prepare('job', 3);
    const added = { after: 3, uuids: ['any "id"\\, even this', uuidOf(9)] };
    await jobs.write({ job: jobOf('job', { total: 5 }), targets: added });
    await jobs.write({ job: jobOf('job', { total: 5 }), targets: added });
    const all = [...uuids(3), ...added.uuids];
    expect(await jobs.targets('job', 0, 100)).toEqual(all);
    expect(await jobs.targets('job', 1, 2)).toEqual(all.slice(1, 3));
    expect(await jobs.targets('job', 5, 100)).toEqual([]);
    expect(await jobs.targets('none', 0, 100)).toEqual([]);
  });

  it('tells what came of each task, by outcome and page by page', async () => {
    await prepare('job', 5);
    await prepare('other', 5);
    const results = [
      resultOf(1, uuidOf(1), { newUuid: uuidOf(100) }),
      resultOf(2, uuidOf(2), { outcome: 'skipped', code: 'still_running', detail: 'It is "STARTED"' }),
      resultOf(3, uuidOf(3)),
    ];
    await under.store.writer.jobs.write({ job: jobOf('job', { total: 5 }), results });
    const { reader } = under.store;
    const page = await reader.jobItems('job', null, null, 2);
    expect(page.items).toEqual(results.slice(0, 2));
    const rest = await reader.jobItems('job', null, page.nextCursor, 5);
    expect(rest.items.map(({ n, outcome }) => [n, outcome])).toEqual([
      [3, 'done'],
      [4, null],
      [5, null],
    ]);
    expect(rest.nextCursor).toBeNull();
    expect((await reader.jobItems('job', 'skipped', null, 5)).items).toEqual([results[1]]);
    expect((await reader.jobItems('job', 'waiting', null, 5)).items.map(({ n }) => n)).toEqual([4, 5]);
    expect((await reader.jobItems('other', 'done', null, 5)).items).toEqual([]);
  });

  it('stores a job with its results or nothing of both', async () => {
    await prepare('job', 2);
    const bad = { ...resultOf(2, uuidOf(2)), n: 1.5 };
    await under.store.writer.jobs
      .write({ job: jobOf('job', { total: 2, settled: 2 }), results: [resultOf(1, uuidOf(1)), bad] })
      .catch(() => undefined);
    const stored = await under.store.reader.job('job');
    const done = await under.store.reader.jobItems('job', 'done', null, 5);
    expect([stored?.settled, done.items.length]).toSatisfy(
      ([settled, items]) => (settled === 0 && items === 0) || (settled === 2 && items === 1),
    );
  });

  it('reads many tasks at once, whatever their ids', async () => {
    const odd = "'; DROP TABLE job; --";
    await under.store.writer.write(batchOf({ tasks: [taskOf(uuidOf(1)), taskOf(odd), taskOf(uuidOf(2))] }));
    const found = await under.store.writer.jobs.tasks([uuidOf(1), odd, uuidOf(77)]);
    expect(found.map(({ uuid }) => uuid).toSorted()).toEqual([odd, uuidOf(1)].toSorted());
    expect(found.find(({ uuid }) => uuid === odd)).toEqual(taskOf(odd));
    expect(await under.store.writer.jobs.tasks([])).toEqual([]);
  });

  it('finds all that match with their states, in the order of the list, beyond any page', async () => {
    const states = ['FAILURE', 'PROGRESS [1,\n2]', 'SUCCESS'];
    const tasks = Array.from({ length: 6_000 }, (_, n) =>
      taskOf(uuidOf(n), { updatedAt: NOW + n, state: states[n % 3] ?? '' }),
    );
    await under.store.writer.write(batchOf({ tasks }));
    const lines: unknown[] = [];
    for await (const part of under.store.reader.export(queryOf('-state:SUCCESS'), 'targets'))
      lines.push(
        ...new TextDecoder()
          .decode(part)
          .trimEnd()
          .split('\n')
          .map((line): unknown => JSON.parse(line)),
      );
    const wanted = tasks.filter(({ state }) => state !== 'SUCCESS').toReversed();
    expect(lines).toEqual(wanted.map(({ uuid, state }) => [uuid, state]));
  });

  it('lets go of ended jobs that are too old, with their tasks, and of no other', async () => {
    await prepare('ended', 2, { state: 'done' });
    await prepare('live', 2, { state: 'interrupted' });
    await prepare('new', 2, { state: 'done', createdAt: JOB_AT + 50 });
    const limits = { retentionSeconds: 10, maxTasks: 100, now: JOB_AT + 55 };
    for (let round = 0; round < 20 && (await under.store.writer.prune(limits)); round += 1);
    const { jobs } = await under.store.reader.jobs(null, 10);
    expect(jobs.map(({ id }) => id)).toEqual(['new', 'live']);
    expect(await under.store.writer.jobs.targets('ended', 0, 10)).toEqual([]);
    expect(await under.store.writer.jobs.targets('live', 0, 10)).toHaveLength(2);
  });
}
