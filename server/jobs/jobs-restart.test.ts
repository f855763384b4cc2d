import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { requestOf } from './job.fixture';
import { openJobs, until, uuids, WHO } from './jobs.fixture';

/** The files as they are, as if their writer had been killed. */
const copyOf = (dataDir: string): string => {
  const copy = mkdtempSync(join(tmpdir(), 'celeryscope-jobs-'));
  cpSync(dataDir, copy, { recursive: true });
  return copy;
};
describe('jobs', () => {
  it('are interrupted by a stop, and go on after the next start where somebody says so', async () => {
    const first = openJobs();
    await first.storeTasks(first.failed(30));
    const id = await first.start(uuids(30), { ratePerSecond: 10 });
    await vi.waitFor(() => expect(first.sent.length).toBeGreaterThan(0));
    await first.stop();
    expect(first.job(id)).toMatchObject({ state: 'interrupted', settled: first.sent.length });
    await first.close();
    const second = openJobs({ dataDir: first.dataDir });
    onTestFinished(async () => {
      await second.close();
      second.remove();
    });
    await expect(second.jobs.start(id)).rejects.toMatchObject({ code: 'job_state', status: 409 });
    expect(second.sent).toEqual([]);
    await second.jobs.resume({ ...WHO, id });
    await until(second, id, 'done');
    expect(first.sent.length + second.sent.length).toBe(30);
    expect(second.items(id).every(({ outcome }) => outcome === 'done')).toBe(true);
  });

  it('do not send again what was under way when the machine went down', async () => {
    const first = openJobs();
    await first.storeTasks(first.failed(10));
    const never = new Promise<void>(() => undefined);
    onTestFinished(first.remove);
    first.outside.publish = (task) => {
      first.sent.push(task);
      return first.sent.length < 3 ? Promise.resolve() : never;
    };
    const id = await first.start(uuids(10), { ratePerSecond: 5 });
    await vi.waitFor(() => expect(first.sent.length).toBe(3));
    const { claimed, settled } = first.job(id) ?? { claimed: 0, settled: 0 };
    expect([settled, claimed]).toEqual([0, 5]);
    // Nothing is written any more, as after kill -9: a second one takes the store as it is.
    const copy = openJobs({ dataDir: copyOf(first.dataDir) });
    onTestFinished(async () => {
      await copy.close();
      copy.remove();
    });
    await until(copy, id, 'interrupted');
    expect(copy.job(id)).toMatchObject({ counts: { unsure: 5 }, settled: 5 });
    await copy.jobs.resume({ ...WHO, id });
    await until(copy, id, 'done');
    expect(copy.sent).toHaveLength(5);
    expect(copy.items(id).map(({ outcome }) => outcome)).toEqual([
      ...Array<string>(5).fill('unsure'),
      ...Array<string>(5).fill('done'),
    ]);
  });

  it('that never got all their targets are not started by a restart', async () => {
    const first = openJobs();
    const { id } = await first.jobs.create({ ...WHO, job: requestOf() });
    await first.jobs.addTargets(id, uuids(3));
    await first.close();
    const second = openJobs({ dataDir: first.dataDir });
    onTestFinished(async () => {
      await second.close();
      second.remove();
    });
    await until(second, id, 'aborted');
    expect(second.sent).toEqual([]);
  });
});
