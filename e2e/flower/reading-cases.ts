import { cases, type FlowerCase } from './flower-case';

const PYTHON_ESCAPES = 'Flower writes & < > of a parameter as HTML, so that it does not find it again';
const CLOCK = 'Celery’s logical clock is not kept';
const RETRIED = `${CLOCK}; a retried task is not its own parent, and what an earlier try raised stands with that try`;
const OF_TRIES = ['clock', 'children', 'parent', 'parent_id', 'exception', 'traceback'];
const REASON = 'a bad parameter is told with a reason, not by an empty 500';
const COUNTS = 'only task events are counted by worker';

const BASIC = { authorization: `Basic ${Buffer.from('ada:secret').toString('base64')}` };
const DATATABLE = {
  draw: '1',
  start: '0',
  length: '10',
  'search[value]': '',
  'order[0][column]': '0',
  'order[0][dir]': 'desc',
  'columns[0][data]': 'received',
};
const datatable = (different: Readonly<Record<string, string>> = {}): string =>
  new URLSearchParams({ ...DATATABLE, ...different }).toString();

/** Everything that only reads. */
export const READING_CASES: readonly FlowerCase[] = [
  ...cases(
    'closed',
    { path: '/api/workers' },
    { path: '/api/tasks' },
    { path: '/api/task/types' },
    { path: '/api/task/info/{added}' },
    { path: '/api/queues/length' },
    { path: '/healthcheck' },
  ),
  ...cases(
    'locked',
    { path: '/api/workers' },
    { path: '/api/tasks' },
    { path: '/api/workers', headers: { authorization: 'Basic eDp5' } },
    { path: '/api/task/types', headers: BASIC },
    { path: '/workers?json=1', headers: { authorization: 'Basic eDp5' } },
    { path: '/api/task/info/{added}', headers: BASIC, ignore: ['clock'], differs: CLOCK },
  ),
  ...cases(
    'open',
    { path: '/api/workers' },
    { path: '/api/workers?refresh=1' },
    { path: '/api/workers?refresh=true&workername={worker}' },
    { path: '/api/workers?workername={worker}' },
    { path: '/api/workers?status=1' },
    { path: '/api/workers?status=yes&workername=nope' },
    { path: '/api/workers?workername=nope' },
    { path: '/api/workers?refresh=maybe' },
    { path: '/api/workers?status=2' },
    {
      path: '/api/workers?workername=a%26b',
      differs: PYTHON_ESCAPES,
      ours: { status: 404, text: "Unknown worker 'a&b'" },
    },
    { method: 'HEAD', path: '/api/workers', differs: 'HEAD is allowed', ours: { status: 200 } },
    { method: 'OPTIONS', path: '/api/workers' },
    { method: 'POST', path: '/api/workers' },
    { method: 'DELETE', path: '/api/task/types' },
    { path: '/api/task/types' },
    { path: '/api/task/info/{added}', ignore: ['clock'], differs: CLOCK },
    { path: '/api/task/info/{failed}', ignore: ['clock'], differs: CLOCK },
    { path: '/api/task/info/{napping}', ignore: ['clock'], differs: CLOCK },
    { path: '/api/task/info/{scheduled}', ignore: ['clock'], differs: CLOCK },
    {
      path: '/api/task/info/{retried}',
      ignore: OF_TRIES,
      differs: RETRIED,
    },
    { path: '/api/task/info/nope' },
    { path: '/api/tasks', ignore: OF_TRIES, differs: RETRIED },
    { path: '/api/tasks?limit=1&taskname=scope.add', ignore: ['clock'], differs: CLOCK },
    {
      path: '/api/tasks?limit=2&offset=1&sort_by=-received&state=SUCCESS&taskname=scope.add',
      ignore: ['clock'],
      differs: CLOCK,
    },
    { path: '/api/tasks?workername={worker}&state=FAILURE', ignore: ['clock'], differs: CLOCK },
    { path: '/api/tasks?search=state:failure', ignore: ['clock'], differs: CLOCK },
    { path: '/api/tasks?search=boom', ignore: ['clock'], differs: CLOCK },
    { path: '/api/tasks?search=name:scope.add%20state:SUCCESS&limit=1', ignore: ['clock'], differs: CLOCK },
    { path: '/api/tasks?received_start=2020-01-01%2000:00&taskname=scope.fail', ignore: ['clock'], differs: CLOCK },
    { path: '/api/tasks?received_end=2020-01-01%2000:00&state=SUCCESS' },
    { path: '/api/tasks?limit=0' },
    { path: '/api/tasks?limit=-1' },
    { path: '/api/tasks?offset=-3&limit=1&taskname=scope.add', ignore: ['clock'], differs: CLOCK },
    { path: '/api/tasks?state=NOPE' },
    { path: '/api/tasks?search=ab' },
    { path: '/api/tasks?search=NOT%20abc' },
    { path: '/api/tasks?search=(abc' },
    { path: '/api/tasks?offset=abc', differs: REASON, ours: { status: 400, text: /^Invalid argument 'abc'/ } },
    { path: '/api/tasks?limit=abc', differs: REASON, ours: { status: 400, text: /^Invalid argument 'abc'/ } },
    { path: '/api/tasks?sort_by=args', differs: REASON, ours: { status: 400, text: /^Invalid argument 'sort_by'/ } },
    {
      path: '/api/tasks?received_start=x',
      differs: REASON,
      ours: { status: 400, text: /^Invalid argument 'received_start'/ },
    },
    { path: '/api/queues/length' },
    {
      path: '/workers?json=1',
      ignore: ['clock', 'worker-heartbeat', 'worker-online', 'task-sent'],
      differs: `${CLOCK}; ${COUNTS}`,
    },
    { path: '/workers?json=maybe' },
    { path: `/tasks/datatable?${datatable()}`, ignore: OF_TRIES, differs: RETRIED },
    { path: `/tasks/datatable?${datatable({ 'search[value]': 'state:FAILURE' })}`, ignore: ['clock'], differs: CLOCK },
    { path: `/tasks/datatable?${datatable({ 'search[value]': 'ab' })}` },
    { method: 'POST', path: '/tasks/datatable', form: DATATABLE, ignore: OF_TRIES, differs: RETRIED },
    { method: 'POST', path: '/tasks/datatable', form: { draw: '1' } },
    { path: '/worker/{worker}', differs: 'an old address leads to the new page', ours: { status: 302, text: '' } },
    { path: '/task/{added}', differs: 'an old address leads to the new page', ours: { status: 302, text: '' } },
    { path: '/broker', differs: 'an old address leads to the new page', ours: { status: 302, text: '' } },
  ),
];
