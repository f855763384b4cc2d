import type { FlowerEndpoint } from './flower-endpoint';
import { listTasks } from './handlers/list-tasks';
import { listWorkers } from './handlers/list-workers';
import { oldBrokerPage, oldTaskPage, oldTasksPage, oldWorkerPage } from './handlers/old-pages';
import { queuesLength } from './handlers/queues-length';
import { revokeTask } from './handlers/revoke-task';
import { taskInfo } from './handlers/task-info';
import { rateLimit, timeLimit } from './handlers/task-limits';
import { abortTask } from './handlers/abort-task';
import { applyTask } from './handlers/apply-task';
import { asyncApplyTask } from './handlers/async-apply-task';
import { sendTask } from './handlers/send-task';
import { taskResult } from './handlers/task-result';
import { taskTypes } from './handlers/task-types';
import { tasksDatatable, tasksDatatableForm } from './handlers/tasks-datatable';
import { WORKER_CONTROLS } from './handlers/worker-controls';
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
  ...WORKER_CONTROLS,
  timeLimit,
  rateLimit,
  revokeTask,
  applyTask,
  asyncApplyTask,
  sendTask,
  taskResult,
  abortTask,
];
