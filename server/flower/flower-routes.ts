import type { FlowerEndpoint } from './flower-endpoint';
import { listTasks } from './handlers/list-tasks';
import { listWorkers } from './handlers/list-workers';
import { oldBrokerPage, oldTaskPage, oldTasksPage, oldWorkerPage } from './handlers/old-pages';
import { queuesLength } from './handlers/queues-length';
import { taskInfo } from './handlers/task-info';
import { taskTypes } from './handlers/task-types';
import { tasksDatatable, tasksDatatableForm } from './handlers/tasks-datatable';
import { workersJson } from './handlers/workers-json';

/** Every request of Flower's; `/healthcheck` and `/metrics` stand among our own. */
export const FLOWER_ENDPOINTS: readonly FlowerEndpoint[] = [
  listWorkers,
  listTasks,
  taskTypes,
  taskInfo,
  queuesLength,
  workersJson,
  tasksDatatable,
  tasksDatatableForm,
  oldWorkerPage,
  oldTaskPage,
  oldTasksPage,
  oldBrokerPage,
];
