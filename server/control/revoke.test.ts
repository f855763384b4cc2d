import { describe, expect, it } from 'vitest';
import { NO_MASKER } from '@/lib/masking/masker';
import { createCluster, putTask } from '@/lib/cluster/cluster';
import { newTask } from '@/lib/cluster/reduce-task';
import type { Action } from '@/lib/cluster/action';
import { createReplayBroker } from '../brokers/replay';

import { revoke, type RevokeContext } from './revoke';

const request = { actor: 'ada', address: '127.0.0.1', terminate: false, signal: 'SIGTERM' };

function watched() {
  const cluster = createCluster();
  putTask(cluster, { ...newTask('waits', 1), state: 'SENT' }, 1);
  putTask(cluster, { ...newTask('ended', 1), state: 'SUCCESS' }, 1);
  const sent: unknown[] = [];
  const actions: Action[] = [];
  const context: RevokeContext = {
    broker: {
      ...createReplayBroker({ file: 'none' }),
      control: (command) => {
        sent.push(command);
        return Promise.resolve([]);
      },
    },
    backend: () => null,
    task: (uuid) => cluster.tasks.get(uuid) ?? null,
    held: () => null,
    masker: NO_MASKER,
    liveWorkers: () => [],
    now: () => 100,
    published: () => undefined,
    record: (action) => void actions.push(action),
    note: () => undefined,
    keepRevokes: () => undefined,
  };
  return { context, sent, actions };
}

describe('a revoke', () => {
  it('of a uuid that nobody knows is refused, and no worker hears of it', async () => {
    const { context, sent } = watched();
    await expect(revoke(context, { ...request, uuids: ['mistyped'] })).rejects.toMatchObject({
      code: 'task_unknown',
      status: 404,
    });
    await expect(revoke(context, { ...request, uuids: ['mistyped', 'neither'] })).rejects.toMatchObject({
      code: 'task_unknown',
    });
    expect(sent).toEqual([]);
  });

  it('of a uuid that nobody knows is carried out when that is asked for', async () => {
    const { context, sent, actions } = watched();
    await revoke(context, { ...request, uuids: ['mistyped'], force: true });
    expect(sent).toMatchObject([{ method: 'revoke', arguments: { task_id: ['mistyped'] } }]);
    expect(actions.map(({ subject }) => subject.id)).toEqual(['mistyped']);
  });

  it('of several leaves out those that nobody knows, and says which', async () => {
    const { context, sent, actions } = watched();
    const answer = await revoke(context, { ...request, uuids: ['mistyped', 'waits', 'ended'] });
    expect(answer.unknown).toEqual(['mistyped']);
    expect(sent).toMatchObject([{ arguments: { task_id: ['waits'] } }]);
    expect(actions.map(({ subject }) => subject.id)).toEqual(['waits']);
  });

  it('of a task that has ended is refused', async () => {
    const { context, sent } = watched();
    await expect(revoke(context, { ...request, uuids: ['ended'] })).rejects.toMatchObject({ code: 'already_ended' });
    expect(sent).toEqual([]);
  });
});
