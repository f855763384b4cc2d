import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Task } from '@/lib/cluster/task';
import type { LaneQuery, LaneRuns } from '../store';
import { batchOf, deliveryOf, NOW, taskOf, uuidOf } from '../store.fixture';
import type { StoreUnderTest } from '../store.contract';

interface Run {
  readonly uuid: string;
  readonly worker: string;
  /** Seconds from NOW. */
  readonly start: number;
  readonly end: number | null;
  readonly outcome: string | null;
}

/** The columns as rows, in the order of their starts. */
function rowsOf(found: LaneRuns, from: number): readonly Run[] {
  const { uuid, worker, startMs, runMs, outcome } = found.runs;
  return uuid
    .map((id, index): Run => {
      const [started, ran] = [from - NOW + (startMs[index] ?? 0) / 1000, runMs[index] ?? null];
      return {
        uuid: id,
        worker: found.workers[worker[index] ?? -1] ?? '',
        start: Math.round(started * 1000) / 1000,
        end: ran === null ? null : Math.round((started + ran / 1000) * 1000) / 1000,
        outcome: found.outcomes[outcome[index] ?? -1] ?? null,
      };
    })
    .sort((a, b) => a.start - b.start || a.uuid.localeCompare(b.uuid));
}

function ran(uuid: string, start: number, end: number | null, different: Partial<Task> = {}): Task {
  const ended = end === null ? null : NOW + end;
  return taskOf(uuid, {
    state: end === null ? 'STARTED' : 'SUCCESS',
    sentAt: NOW + start - 1,
    receivedAt: NOW + start - 0.5,
    startedAt: NOW + start,
    endedAt: ended,
    updatedAt: ended ?? NOW + start,
    runtimeSeconds: end === null ? null : end - start,
    ...different,
  });
}

export function lanesContract(under: StoreUnderTest): void {
  const write = (...tasks: readonly Task[]): Promise<void> => under.store.writer.write(batchOf({ tasks }));
  const runs = async (different: Partial<LaneQuery> = {}): Promise<readonly Run[]> => {
    const query = { hostname: null, from: NOW - 600, to: NOW, limit: 1_000, ...different };
    return rowsOf(await under.store.reader.laneRuns(query), query.from);
  };
  const ids = async (different: Partial<LaneQuery> = {}) => (await runs(different)).map(({ uuid }) => uuid);

  it('hold what ran in the time: wholly, over its edges, and still', async () => {
    await write(
      ran('before', -700, -601),
      ran('over the start', -700, -500),
      ran('within', -400, -399),
      ran('runs', -100, null),
      ran('runs since long ago', -9_000, null),
      ran('after', 5, 8),
      ran('over the end', -20, 40),
      ran('waits', -30, null, { state: 'RECEIVED', startedAt: null, deliveries: [] }),
    );
    expect(await ids()).toEqual(['runs since long ago', 'over the start', 'within', 'runs', 'over the end']);
  });

  it('hold in a time long past what ran over its end, however long that took', async () => {
    await write(
      ran('long', -9_500, -100),
      ran('short', -9_020, -8_990),
      ran('live', -9_100, null),
      ran('later', -8_000, -7_990),
    );
    expect(await ids({ from: NOW - 9_600, to: NOW - 9_000 })).toEqual(['long', 'live', 'short']);
  });

  it('tell the worker, the outcome and the length of each', async () => {
    await write(
      ran('ok', -100, -99),
      ran('bad', -90, -80.5, { state: 'FAILURE' }),
      ran('now', -70, null, { name: null }),
    );
    expect(await runs()).toEqual([
      { uuid: 'ok', worker: 'w1@alpha', start: -100, end: -99, outcome: 'SUCCESS' },
      { uuid: 'bad', worker: 'w1@alpha', start: -90, end: -80.5, outcome: 'FAILURE' },
      { uuid: 'now', worker: 'w1@alpha', start: -70, end: null, outcome: null },
    ]);
  });

  it('hold every delivery of a task where it ran', async () => {
    const task = ran('twice', -200, -100);
    const first = deliveryOf(task, 1, { worker: 'w2@alpha', startedAt: NOW - 300, endedAt: NOW - 250 });
    await write({ ...task, deliveries: [first, deliveryOf(task, 2)] });
    expect((await runs()).map(({ worker, start }) => [worker, start])).toEqual([
      ['w2@alpha', -300],
      ['w1@alpha', -200],
    ]);
    expect((await runs({ hostname: 'w2@alpha' })).map(({ start }) => start)).toEqual([-300]);
    expect(await runs({ hostname: 'nobody' })).toEqual([]);
  });

  it('end where we lost sight of a task', async () => {
    const task = ran('lost', -200, null, { state: 'UNKNOWN', updatedAt: NOW - 150 });
    await write({ ...task, deliveries: [deliveryOf(task, 1)] });
    expect(await runs()).toMatchObject([{ start: -200, end: -150, outcome: 'UNKNOWN' }]);
  });

  it('are bounded: the newest are shown, and it is said from when on they are all there', async () => {
    const twice = ran('twice', -300, -299);
    await write(
      { ...twice, deliveries: [deliveryOf(twice, 1), deliveryOf(twice, 2)] },
      ...Array.from({ length: 60 }, (_, n) => ran(uuidOf(n), -60 + n - 0.5, -60 + n)),
    );
    const found = await under.store.reader.laneRuns({ hostname: null, from: NOW - 600, to: NOW, limit: 20 });
    expect(found.runs.uuid.length).toBeGreaterThanOrEqual(18);
    expect(found.runs.uuid.length).toBeLessThanOrEqual(20);
    expect(found.cutBefore).not.toBeNull();
    const ends = rowsOf(found, NOW - 600).map(({ end }) => end ?? 0);
    expect(Math.min(...ends)).toBeGreaterThanOrEqual((found.cutBefore ?? 0) - NOW);
    const whole = await under.store.reader.laneRuns({ hostname: null, from: NOW - 600, to: NOW, limit: 62 });
    expect(whole.cutBefore).toBeNull();
  });

  it('are in any time what a look at every task finds', async () => {
    const run = fc.record({
      start: fc.integer({ min: -20_000, max: 0 }),
      length: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 9_000 }), fc.constant(null)),
      worker: fc.constantFrom('w1@alpha', 'w2@alpha'),
    });
    let n = 1_000;
    await fc.assert(
      fc.asyncProperty(
        fc.array(run, { maxLength: 25 }),
        fc.integer({ min: -20_000, max: -100 }),
        fc.integer({ min: 60, max: 9_000 }),
        async (made, from, seconds) => {
          const tag = `r${(n += 1)}`;
          const tasks = made.map(({ start, length, worker }, index) => {
            const end = length === null || start + length > 0 ? null : start + length;
            return ran(`${tag}-${index}`, start, end, { worker });
          });
          await write(...tasks);
          for (const hostname of [null, 'w1@alpha']) {
            const found = (await ids({ hostname, from: NOW + from, to: NOW + from + seconds })).filter((id) =>
              id.startsWith(`${tag}-`),
            );
            const expected = tasks.filter(
              ({ startedAt, endedAt, worker }) =>
                (startedAt ?? 0) < NOW + from + seconds &&
                (endedAt ?? Infinity) >= NOW + from &&
                (hostname === null || worker === hostname),
            );
            expect(found.toSorted()).toEqual(expected.map(({ uuid }) => uuid).toSorted());
          }
        },
      ),
      { numRuns: 60 },
    );
  });
}
