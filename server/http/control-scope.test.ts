import { describe, expect, it } from 'vitest';
import { accessOf, type Scope } from '@/lib/access/access';
import type { WorkerCommand } from '@/lib/cluster/worker-command';
import { workerView } from '@/lib/workers/worker.fixture';
import { snapshot } from './cluster.fixture';
import { requireCommandInScope, requireNoBounds } from './control-scope';
import { FakeCollector, fakeSource } from './server.fixture';

const quiet = { at: 1, actor: 'ada', reason: null, queues: ['billing'], taking: [] };
const workers = [
  workerView('mail', { queues: ['mail.fast', 'mail.slow'] }),
  workerView('both', { queues: ['mail.fast', 'billing'] }),
  workerView('quiet', { queues: [], quiet }),
  workerView('untold', { queues: null }),
];
const collector = new FakeCollector();
collector.cluster = { ...snapshot(), workers: new Map(workers.map((worker) => [worker.hostname, worker])) };
const principal = (scope: Scope) => ({
  ...{ name: 'ada', address: '127.0.0.1', canControl: true, by: 'session' as const },
  access: accessOf('admin', scope),
});

function allows(scope: Scope, command: WorkerCommand, hostnames: readonly string[] | null): boolean {
  try {
    requireCommandInScope(principal(scope), command, hostnames, fakeSource(collector));
    return true;
  } catch (error) {
    expect(error).toMatchObject({ status: 403, code: 'out_of_scope' });
    return false;
  }
}

const QUEUES = { queues: ['mail.*'], tasks: null };
const TYPES = { queues: null, tasks: ['mail.*'] };
const rate = (task: string): WorkerCommand => ({ kind: 'rate-limit', task, rate: '1' });

describe('a bound', () => {
  it.each<[string, Scope, WorkerCommand, readonly string[] | null, boolean]>([
    ['to nothing allows all', { queues: null, tasks: null }, { kind: 'shutdown' }, ['both'], true],
    ['to queues allows a worker of those', QUEUES, { kind: 'shutdown' }, ['mail'], true],
    ['to queues refuses a worker of others too', QUEUES, { kind: 'pool-grow', n: 1 }, ['both'], false],
    ['to queues refuses one of several', QUEUES, { kind: 'disable-events' }, ['mail', 'both'], false],
    ['to queues knows what a quiet worker took from', QUEUES, { kind: 'unquiet' }, ['quiet'], false],
    ['to queues refuses a worker that has told none', QUEUES, { kind: 'quiet' }, ['untold'], false],
    ['to queues refuses a worker that is not there', QUEUES, { kind: 'quiet' }, ['nobody'], false],
    [
      'to queues allows to add one of them',
      QUEUES,
      { kind: 'add-consumer', queue: 'mail.new', force: false },
      ['both'],
      true,
    ],
    ['to queues refuses to cancel another', QUEUES, { kind: 'cancel-consumer', queue: 'billing' }, ['both'], false],
    ['to queues refuses a limit, which has no queue', QUEUES, rate('mail.send'), null, false],
    ['to types allows their limits', TYPES, rate('mail.send'), null, true],
    ['to types refuses the limits of others', TYPES, rate('billing.pay'), ['mail'], false],
    ['to types refuses a worker', TYPES, { kind: 'shutdown' }, ['mail'], false],
    ['to types refuses a queue', TYPES, { kind: 'add-consumer', queue: 'mail.x', force: false }, ['mail'], false],
  ])('%s', (_what, scope, command, hostnames, expected) => {
    expect(allows(scope, command, hostnames)).toBe(expected);
  });

  it('of any kind refuses what nobody can tell the reach of', () => {
    expect(() => requireNoBounds(principal(TYPES))).toThrow('outside');
    requireNoBounds(principal({ queues: null, tasks: null }));
  });
});
