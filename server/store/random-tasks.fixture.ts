import fc from 'fast-check';
import { TASK_STATES, isEnded } from '@/lib/celery/task-state';
import type { Task } from '@/lib/cluster/task';
import { deliveryOf, NOW, taskOf, uuidOf } from './store.fixture';

const NAMES = ['shop.add', 'shop.mail.send', 'shop.mail.bulk', 'Shop.Pay', 'x_y%z', 'it’s 일감'];
const TEXTS = ['(1, 2)', "('Über', 'a%b')", '{"k": "a_b"}', '\\d+', 'ABC abc', '…', '"quoted"', 'line\nbreak'];
const IDS = [1, 2, 3, 4, 5, 6, 7, 8].map(uuidOf);

const orNull = <T>(values: readonly T[]): fc.Arbitrary<T | null> =>
  fc.option(fc.constantFrom(...values), { nil: null, freq: 4 });
const time = fc.option(
  fc.integer({ min: -8, max: 2 }).map((n) => NOW + n * 0.5),
  { nil: null, freq: 6 },
);

/** A task with any combination of what may be known of one. */
export const randomTask: fc.Arbitrary<Task> = fc
  .record({
    state: fc.constantFrom(...TASK_STATES, 'PROGRESS'),
    name: orNull(NAMES),
    args: orNull(TEXTS),
    kwargs: orNull(TEXTS),
    queue: orNull(['celery', 'mail', 'Mail']),
    worker: orNull(['w1@alpha', 'w2@alpha']),
    priority: orNull([0, 3, 9]),
    eta: orNull([NOW - 2, NOW + 60]),
    retries: fc.constantFrom(0, 0, 1, 2),
    rootId: orNull(IDS),
    parentId: orNull(IDS),
    retryOf: orNull(IDS),
    sentAt: time,
    receivedAt: time,
    startedAt: time,
    endedAt: time,
    updatedAt: fc.integer({ min: -20, max: 0 }).map((n) => NOW + n * 0.25),
    runtimeSeconds: orNull([0, 0.25, 5, 61.5]),
    result: orNull(TEXTS),
    exception: orNull(["ValueError('no stock')", 'TimeLimitExceeded(30)', 'a%b']),
    exceptionType: orNull(['ValueError', 'celery.exceptions.Retry']),
    deliveries: fc.array(
      fc.record({ retries: fc.constantFrom(0, 0, 1), started: fc.boolean(), deduplicated: fc.boolean() }),
      { maxLength: 3 },
    ),
    ownRoot: fc.boolean(),
    ownParent: fc.boolean(),
    customId: fc.boolean(),
  })
  .map(({ deliveries, ownRoot, ownParent, customId, ...facts }) => {
    const task = taskOf('', { ...facts, endedAt: isEnded(facts.state) ? facts.endedAt : null, deliveries: [] });
    return { task, deliveries, ownRoot, ownParent, customId };
  })
  .map(({ task, deliveries, ownRoot, ownParent, customId }) => ({
    ...task,
    uuid: customId ? 'custom' : '',
    rootId: ownRoot ? '' : task.rootId,
    parentId: ownParent ? '' : task.parentId,
    deliveries: deliveries.map(({ retries, started, deduplicated }, index) =>
      deliveryOf(task, index + 1, { retries, deduplicated, startedAt: started ? NOW - 3 : null }),
    ),
  }));

/** Tasks with ids of their own, uuids and others; empty ids of relatives are the task itself. */
export const randomTasks: fc.Arbitrary<readonly Task[]> = fc
  .array(randomTask, { minLength: 1, maxLength: 40 })
  .map((tasks) =>
    tasks.map((task, index) => {
      const uuid = task.uuid === 'custom' ? `order-${index}` : uuidOf(index + 1);
      return {
        ...task,
        uuid,
        rootId: task.rootId === '' ? uuid : task.rootId,
        parentId: task.parentId === '' ? uuid : task.parentId,
      };
    }),
  );

const term = fc.oneof(
  fc.constantFrom(
    'state:failure', 'state:SUCCESS,RETRY', 'state:*E*', '-state:SUCCESS', 'state:PROGRESS', 'task:shop.*', 'name:shop.add', 'task:*mail*', 'task:""',
    'type:x_y%z', 'queue:mail', 'queue:""', 'worker:w1@alpha', 'worker:""', 'uuid:6b11b144', 'uuid:order-1', 'uuid:*-00000000000*', 'id:order*',
    `uuid:${uuidOf(3)}`, `root:${uuidOf(3)}`, 'root:order-2', 'root:*3', 'root:""', `parent:${uuidOf(4)}`, 'parent:6b11*', 'parent:""',
    'args:"a%b"', 'args:a_b', 'args:"1, 2"', 'args:""', 'kwargs:abc', 'kwargs:*k*a*', 'result:\\d+', 'result:"\\"quoted\\""', 'exception:value',
    'exception:Retry', 'exception:""', 'exception:no*stock', 'runtime:>0s', 'runtime:<=5s', 'runtime:>1m', 'wait:>500ms', 'wait:<1s', 'wait:>=0',
    'sent:-2s', 'received:<now', 'started:>-3s', 'ended:-10s', 'updated:<-1s', 'retries:>0', 'retries:0,2', 'priority:>=3', 'deliveries:>1',
    'deliveries:0', 'is:waiting', 'is:scheduled', 'is:running', 'is:ended', 'is:failed', 'is:lost,unknown', 'is:retried', 'is:duplicate',
    'mail', 'ABC', '"a%b"', 'no*stock', '6b11', 'ORDER-', 'über', '일감', '"line\nbreak"',
  ), // prettier-ignore
);

/** A filter of several terms, nested and negated. */
export const randomFilter: fc.Arbitrary<string> = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    term,
    fc.tuple(tie('filter'), tie('filter')).map(([a, b]) => `${a} ${b}`),
    fc.tuple(tie('filter'), tie('filter')).map(([a, b]) => `(${a} OR ${b})`),
    tie('filter').map((inner) => `NOT (${inner})`),
  ),
})).filter;
