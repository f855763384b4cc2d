import { formatFilter } from '@/lib/query/format-filter';
import { FlowerAnswer, THE_PAGE, type FlowerCall, type FlowerEndpoint } from '../flower-endpoint';
import type { FlowerParams } from '../flower-params';
import { both, exactly } from '../search-filter';
import { stateOfFlower } from '../flower-task';

/** Flower's own pages, which people have in their bookmarks and alerts, lead to ours. */
const page = (path: string, to: (call: FlowerCall) => string | null): FlowerEndpoint => ({
  method: 'GET',
  path,
  permission: 'view',
  door: 'page',
  handle(call) {
    const target = to(call);
    return target === null ? THE_PAGE : new FlowerAnswer(302, '', { location: call.urlPrefix + target });
  },
});

export const oldWorkerPage = page('/worker/*', ({ name }) => pageOf('workers', name));
export const oldTaskPage = page('/task/*', ({ name }) => pageOf('tasks', name));
export const oldBrokerPage = page('/broker', () => '/queues/');

/** Up to Flower 1.0 the list of tasks took its filter from the address. */
export const oldTasksPage = page('/tasks', ({ params }) => {
  const filter = params.text('q') === null ? filterOf(params) : '';
  return filter === '' ? null : `/tasks/?q=${encodeURIComponent(filter)}`;
});

function pageOf(section: string, name: string): string {
  return name === '' ? `/${section}/` : `/${section}/${encodeURIComponent(name)}/`;
}

function filterOf(params: FlowerParams): string {
  const parts = (['state', 'worker', 'type'] as const).flatMap((name) => {
    const value = params.text(name);
    if (value === null || value === '' || value === 'All') return [];
    if (name === 'state') return [exactly('state', stateOfFlower(value.toUpperCase()))];
    return [exactly(name === 'type' ? 'task' : 'worker', value)];
  });
  return formatFilter(both(parts));
}
