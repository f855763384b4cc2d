import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Action } from '@/lib/cluster/action';
import type { Finding } from '@/lib/detectors/finding';
import { randomTask } from '../random-tasks.fixture';
import { batchOf, deliveryOf, NOW, queryOf, taskOf, uuidOf } from '../store.fixture';
import type { StoreUnderTest } from '../store.contract';

export function historyContract(under: StoreUnderTest): void {
  it('gives every task back as it was written, whatever is known of it', async () => {
    await fc.assert(
      fc.asyncProperty(randomTask, fc.boolean(), async (random, own) => {
        const uuid = random.uuid === 'custom' ? 'an id of their own' : uuidOf(1);
        const relative = own ? uuid : uuidOf(2);
        const task = { ...random, uuid, rootId: relative, parentId: relative };
        await under.store.writer.write(batchOf({ tasks: [task] }));
        expect(under.store.writer.loadTask(uuid)).toEqual(task);
        expect((await under.store.reader.task(uuid))?.task).toEqual(task);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps what is special of a task: custom states, ids that are no uuids, many deliveries, odd texts', async () => {
    const odd = taskOf('Order/2026 №7 \u{1F389}', {
      state: 'PROGRESS',
      args: `('${"'".repeat(10)}%_\\ \u{1F389}',)`,
      queueSource: null,
      exchange: null,
      routingKey: null,
      expires: NOW + 0.123456,
      groupId: 'g',
      stateReason: 'worker-lost',
      retryOf: uuidOf(9),
    });
    const upper = taskOf('6B11B144-0000-4000-8000-00000000000A');
    const lower = taskOf('6b11b144-0000-4000-8000-00000000000a');
    const often = taskOf(uuidOf(5), {
      deliveries: [1, 2, 3].map((n) => deliveryOf(taskOf(''), n, { worker: `w${n}@alpha`, redelivered: n > 1 })),
    });
    await under.store.writer.write(batchOf({ tasks: [odd, upper, lower, often] }));
    for (const task of [odd, upper, lower, often]) expect(under.store.writer.loadTask(task.uuid)).toEqual(task);
    expect(under.store.writer.loadTask('nobody')).toBeNull();
    expect(await under.store.reader.task('nobody')).toBeNull();
  });

  it('replaces a task by its newest state and counts it once', async () => {
    await under.store.writer.write(batchOf({ tasks: [taskOf('a', { state: 'RECEIVED', worker: null }), taskOf('b')] }));
    await under.store.writer.write(batchOf({ tasks: [taskOf('a', { state: 'FAILURE', worker: 'w2@alpha' })] }));
    expect(await under.store.reader.countsByState()).toEqual({ FAILURE: 1, SUCCESS: 1 });
    expect((await under.store.reader.tasks(queryOf('worker:w2@alpha'))).count).toEqual({ value: 1, exact: true });
    expect(await under.store.reader.size()).toMatchObject({ tasks: 2, oldestAt: NOW - 10 });
  });

  it('bounds texts of any length and passes texts with NUL', async () => {
    const huge = taskOf('a', { args: 'x'.repeat(10_000_000), result: 'be\0fore', deliveries: [] });
    await under.store.writer.write(batchOf({ tasks: [huge] }));
    const stored = under.store.writer.loadTask('a');
    expect(stored?.args?.length).toBeLessThan(100_000);
    expect(stored?.result).toBe('be\u2400fore');
    expect((await under.store.reader.tasks(queryOf('result:fore'))).tasks).toHaveLength(1);
  });

  it('loads what was in flight, newest first and bounded', async () => {
    const tasks = ['SENT', 'RECEIVED', 'STARTED', 'RETRY', 'PROGRESS', 'SUCCESS', 'LOST', 'UNKNOWN'].map(
      (state, index) => taskOf(state, { state, updatedAt: NOW + index }),
    );
    await under.store.writer.write(batchOf({ tasks }));
    expect(under.store.writer.loadInFlight(10).map(({ uuid }) => uuid)).toEqual([
      'PROGRESS',
      'RETRY',
      'STARTED',
      'RECEIVED',
      'SENT',
    ]);
    expect(under.store.writer.loadInFlight(2).map(({ uuid }) => uuid)).toEqual(['PROGRESS', 'RETRY']);
  });

  it('keeps the newest 200 lines that a task does not tell itself, in order of time', async () => {
    const entries = Array.from({ length: 250 }, (_, n) => ({
      uuid: 'a',
      entry: { at: NOW + n, type: 'task-custom', worker: n % 2 ? 'w1@alpha' : null, text: `step ${n}` },
    }));
    await under.store.writer.write(batchOf({ tasks: [taskOf('a')], timeline: entries.slice(0, 150) }));
    await under.store.writer.write(
      batchOf({
        timeline: [...entries.slice(150), { uuid: 'unknown', entry: { at: NOW, type: 'x', worker: null, text: '' } }],
      }),
    );
    const told = (await under.store.reader.task('a'))?.timeline ?? [];
    const timeline = told.filter(({ type }) => type === 'task-custom');
    expect(timeline).toHaveLength(200);
    expect(timeline[0]?.text).toBe('step 50');
    expect(timeline.at(-1)).toEqual({ at: NOW + 249, type: 'task-custom', worker: 'w1@alpha', text: 'step 249' });
  });

  it('joins a task with its parent, root, children, retries by hand and the last runs of its type', async () => {
    const root = taskOf(uuidOf(1));
    const child = taskOf(uuidOf(2), { rootId: uuidOf(1), parentId: uuidOf(1) });
    const retried = taskOf(uuidOf(3), { rootId: uuidOf(1), parentId: uuidOf(3), retries: 1 });
    const again = taskOf(uuidOf(4), { retryOf: uuidOf(2), runtimeSeconds: 9, updatedAt: NOW });
    const other = taskOf(uuidOf(5), { name: 'shop.other' });
    await under.store.writer.write(batchOf({ tasks: [root, child, retried, again, other] }));
    const detail = await under.store.reader.task(uuidOf(2));
    expect(detail?.parent?.uuid).toBe(uuidOf(1));
    expect(detail?.root?.uuid).toBe(uuidOf(1));
    expect(detail?.retriedAs).toEqual([uuidOf(4)]);
    expect(detail?.recentRuns.map(({ uuid }) => uuid)).not.toContain(uuidOf(5));
    expect(detail?.recentRuns.at(-1)).toEqual({ uuid: uuidOf(4), runtimeSeconds: 9, state: 'SUCCESS', executions: 1 });
    expect((await under.store.reader.task(uuidOf(1)))?.children.map(({ uuid }) => uuid)).toEqual([uuidOf(2)]);
    expect((await under.store.reader.task(uuidOf(1)))?.root).toBeNull();
    expect((await under.store.reader.task(uuidOf(3)))?.children).toEqual([]);
    expect((await under.store.reader.task(uuidOf(3)))?.parent).toBeNull();
  });

  it('keeps findings with their whole life, and finds them by any subject', async () => {
    const open = findingOf('starved', { openedAt: NOW - 5 });
    const earlier = findingOf('starved', { openedAt: NOW - 500, closedAt: NOW - 400 });
    await under.store.writer.write(batchOf({ findings: [earlier, open], tasks: [taskOf(uuidOf(1))] }));
    const grown = { ...open, updatedAt: NOW, related: [...open.related, { kind: 'queue', id: 'mail' } as const] };
    await under.store.writer.write(batchOf({ findings: [grown] }));
    expect(under.store.writer.loadOpenFindings()).toEqual([grown]);
    const { reader } = under.store;
    expect(await reader.findings({ state: 'open', limit: 10 })).toEqual([grown]);
    expect(await reader.findings({ state: 'closed', limit: 10 })).toEqual([earlier]);
    expect(await reader.findings({ state: 'all', limit: 10 })).toEqual([grown, earlier]);
    expect(await reader.findings({ state: 'all', subject: { kind: 'queue', id: 'mail' }, limit: 10 })).toEqual([grown]);
    expect(await reader.findings({ state: 'all', subject: { kind: 'worker', id: 'mail' }, limit: 10 })).toEqual([]);
    expect((await reader.tasks(queryOf())).tasks[0]?.findings).toEqual(['prefetch-starvation']);
    await under.store.writer.write(batchOf({ findings: [{ ...grown, closedAt: NOW + 1 }] }));
    expect(under.store.writer.loadOpenFindings()).toEqual([]);
  });

  it('pages through actions, newest first', async () => {
    const actions = Array.from({ length: 7 }, (_, n) => actionOf(`a${n}`, NOW + Math.floor(n / 3)));
    await under.store.writer.write(batchOf({ actions }));
    const first = await under.store.reader.actions(null, 4);
    const second = await under.store.reader.actions(first.nextCursor, 4);
    expect([...first.actions, ...second.actions].map(({ id }) => id)).toEqual([
      'a6',
      'a5',
      'a4',
      'a3',
      'a2',
      'a1',
      'a0',
    ]);
    expect(first.actions[0]).toEqual(actions[6]);
    expect(second.nextCursor).toBeNull();
  });
}

function findingOf(id: string, different: Partial<Finding>): Finding {
  const text = { key: 'k', values: { n: 1 } };
  return {
    id,
    detector: 'prefetch-starvation',
    severity: 'warning',
    subject: { kind: 'worker', id: 'w1@alpha' },
    related: [{ kind: 'task', id: uuidOf(1) }],
    sentence: text,
    evidence: [{ claim: text, source: 'task events', at: NOW }],
    advice: { text, setting: null },
    figure: null,
    since: NOW - 10,
    openedAt: NOW,
    updatedAt: NOW,
    closedAt: null,
    ...different,
  };
}

function actionOf(id: string, at: number): Action {
  return {
    id,
    name: 'revoke',
    at,
    actor: 'anonymous',
    address: '127.0.0.1',
    subject: { kind: 'task', id: uuidOf(1) },
    parameters: { terminate: true },
    reason: null,
    outcome: 'done',
    summary: 'Revoked',
    answers: [{ from: 'w1@alpha', outcome: 'ok', text: 'tasks a flagged as revoked', ms: 3 }],
    durationMs: 12,
    batchId: null,
  };
}
