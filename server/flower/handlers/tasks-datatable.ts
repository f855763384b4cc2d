import type { TaskSortField } from '@/lib/query/task-query';
import { THE_PAGE, type FlowerCall, type FlowerEndpoint } from '../flower-endpoint';
import { FlowerError } from '../flower-error';
import { toFlowerTask } from '../flower-task';
import type { FlowerParams } from '../flower-params';
import { asSeenBy, seesArguments } from '../seen-task';
import { LAST_OFFSET, MOST_TASKS, searchFilter, toQuery } from '../task-params';
import { both } from '../search-filter';
import type { Services } from '../../http/endpoint';

/** By the other columns of Flower's table the newest come first. */
const SORTS: Readonly<Record<string, TaskSortField>> = {
  name: 'name',
  state: 'state',
  received: 'received',
  started: 'started',
  sent: 'sent',
  runtime: 'runtime',
  worker: 'worker',
  timestamp: 'updated',
};

const table: FlowerEndpoint = {
  method: 'GET',
  path: '/tasks/datatable',
  permission: 'view',
  door: 'page',
  costly: true,
  handle: (call, services) => answer(call, services),
};

/** What the table of Flower's own page asks for; somebody may have a task of that name, whose page it is without `draw`. */
export const tasksDatatable: FlowerEndpoint = {
  ...table,
  handle: (call, services) => (call.params.text('draw') === null ? THE_PAGE : answer(call, services)),
};
export const tasksDatatableForm: FlowerEndpoint = { ...table, method: 'POST' };

async function answer({ params, principal }: FlowerCall, services: Services): Promise<unknown> {
  const { access } = principal;
  const draw = params.requiredInt('draw');
  const offset = Math.max(0, params.requiredInt('start'));
  const length = params.requiredInt('length');
  const search = required(params, 'search[value]');
  const field = required(params, `columns[${params.requiredInt('order[0][column]')}][data]`);
  const descending = required(params, 'order[0][dir]') === 'desc';
  const reader = services.reader();
  const { tasks: recordsTotal } = await services.storeSize();
  let filter;
  try {
    filter = both(searchFilter(search, seesArguments(access)));
  } catch (error) {
    const told = error instanceof FlowerError && typeof error.body !== 'string' ? error.body['error'] : undefined;
    if (told === undefined) throw error;
    return { draw, data: [], recordsTotal, recordsFiltered: 0, searchError: told };
  }
  const known = Object.hasOwn(SORTS, field) ? SORTS[field] : undefined;
  const sort = known === undefined ? ({ field: 'updated', descending: true } as const) : { field: known, descending };
  const query = toQuery(filter, sort, Math.min(Math.max(length, 0), MOST_TASKS), services.now());
  const isEmpty = length <= 0 || offset > LAST_OFFSET;
  const found = isEmpty ? [] : await reader.wholeTasks(query, offset);
  const { value } = await reader.count(query);
  const data = found.map((whole) => toFlowerTask(asSeenBy(access, whole)));
  return { draw, data, recordsTotal, recordsFiltered: value };
}

function required(params: FlowerParams, name: string): string {
  const value = params.text(name);
  if (value === null) throw new FlowerError(400, `Missing argument ${name}`);
  return value;
}
