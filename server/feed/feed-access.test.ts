import { expect, it } from 'vitest';
import { accessOf, type Access, type Scope } from '@/lib/access/access';
import { taskRow } from '@/lib/tasks/task-row.fixture';
import { openPlayedFeed } from './feed.fixture';

const viewer = (access: Access) => ({ name: 'ada', canControl: false, access, by: 'header' as const });
const scope = (queues: Scope['queues']) => viewer(accessOf('viewer', { queues, tasks: null }));
const ROWS = [
  taskRow({ uuid: 'letter', name: 'mail.send', queue: 'letters', args: "('of-letter',)" }),
  taskRow({ uuid: 'pay', name: 'payroll.pay', queue: 'payroll', args: "('of-pay',)" }),
];

/** A feed whose store answers each filter with all rows, as one that forgot the filter would. */
function open() {
  const feed = openPlayedFeed();
  const asked: string[] = [];
  feed.reader.tasks = ({ q }) => {
    asked.push(q);
    return { tasks: ROWS, nextCursor: null, count: { value: 2, exact: true } };
  };
  return { ...feed, asked };
}

it('the same view of two who may see different things is not the same answer', async () => {
  const { feed, connect, pass, asked } = open();
  const [all, own, blind] = [connect(), connect(), connect()];
  feed.subscribe(all, viewer(accessOf('viewer')), 'tasks', {});
  feed.subscribe(own, scope(['letters']), 'tasks', {});
  feed.subscribe(blind, viewer(accessOf('viewer', undefined, 'operator')), 'tasks', {});
  await pass();
  await pass(2);
  for (const text of ['of-letter', 'of-pay']) expect(JSON.stringify(all.frames)).toContain(text);
  expect(JSON.stringify(own.frames)).toContain('of-letter');
  // The rows of others are not in it even if the store gives them.
  expect(JSON.stringify(own.frames)).not.toContain('pay');
  expect(asked).toContain('(queue:letters)');
  expect(JSON.stringify(blind.frames)).toContain('payroll.pay');
  for (const text of ['of-letter', 'of-pay']) expect(JSON.stringify(blind.frames)).not.toContain(text);
});

it.each([
  ['actions', {}],
  ['series', {}],
  ['marks', {}],
  ['worker', { hostname: 'w1' }],
  ['queue', { name: 'payroll' }],
])('%s is not for who has a scope', async (view, params) => {
  const { feed, connect, pass } = open();
  const page = connect();
  feed.subscribe(page, scope(['letters']), view, params);
  await pass();
  expect(page.frames).toMatchObject([{ event: 'failed', frame: { code: 'out_of_scope' } }]);
});
