import type { Endpoint } from './endpoint';
import { exportActions } from './handlers/access/export-actions';
import { login } from './handlers/access/login';
import { loginState } from './handlers/access/login-state';
import { logout } from './handlers/access/logout';
import { finishProviderLogin, startProviderLogin } from './handlers/access/provider-login';
import { endSession, listSessions } from './handlers/access/sessions';
import { createToken, listTokens, revokeToken } from './handlers/access/tokens';
import { completeFilter } from './handlers/complete-filter';
import { enableAllEvents, enableEvents } from './handlers/enable-events';
import { exportTasks } from './handlers/export-tasks';
import { explainTask } from './handlers/explain-task';
import { getPast } from './handlers/get-past';
import { getQueue } from './handlers/get-queue';
import { getSeries } from './handlers/get-series';
import { getTask } from './handlers/get-task';
import { getView } from './handlers/get-view';
import { getWorker } from './handlers/get-worker';
import { health } from './handlers/health';
import { healthcheck } from './handlers/healthcheck';
import { listUnacked } from './handlers/list-unacked';
import { moveMessage, peekAnyway, peekMessages, purgeQueue, removeMessage } from './handlers/queue-messages';
import { pauseQueue, resumeQueue } from './handlers/pause-queue';
import { putBackMessages } from './handlers/put-back';
import { createJob } from './handlers/create-job';
import { abortJob, continueJob } from './handlers/job-controls';
import { exportJobItems, getJob, listJobItems, listJobs } from './handlers/list-jobs';
import { lanes } from './handlers/lanes';
import { listActions } from './handlers/list-actions';
import { listFindings } from './handlers/list-findings';
import { listQueues } from './handlers/list-queues';
import { listTasks } from './handlers/list-tasks';
import { listWorkers } from './handlers/list-workers';
import { marks } from './handlers/marks';
import { metrics } from './handlers/metrics';
import { openApi } from './handlers/open-api';
import { overview } from './handlers/overview';
import { previewRetry } from './handlers/preview-retry';
import { ready } from './handlers/ready';
import { retryTask } from './handlers/retry-task';
import { getRevocation, withdrawRevoke } from './handlers/revocation';
import { revokeTask } from './handlers/revoke-task';
import { revokeTasks } from './handlers/revoke-tasks';
import { sendTask } from './handlers/send-task';
import { stats } from './handlers/stats';
import { status } from './handlers/status';
import { taskFacets } from './handlers/task-facets';
import { abortTask, getTaskResult } from './handlers/task-result';
import { revokeByHeaders } from './handlers/revoke-by-headers';
import { TYPE_CONTROLS, WORKER_CONTROLS } from './handlers/worker-controls';

/** Every request of the API. */
export const ENDPOINTS: readonly Endpoint[] = [
  health,
  ready,
  healthcheck,
  status,
  stats,
  overview,
  marks,
  lanes,
  listWorkers,
  getWorker,
  enableAllEvents,
  enableEvents,
  ...WORKER_CONTROLS,
  ...TYPE_CONTROLS,
  listQueues,
  getQueue,
  listUnacked,
  putBackMessages,
  peekMessages,
  peekAnyway,
  removeMessage,
  moveMessage,
  purgeQueue,
  pauseQueue,
  resumeQueue,
  getPast,
  getSeries,
  listTasks,
  sendTask,
  taskFacets,
  completeFilter,
  exportTasks,
  revokeTasks,
  revokeByHeaders,
  getTask,
  explainTask,
  previewRetry,
  revokeTask,
  retryTask,
  getTaskResult,
  abortTask,
  getRevocation,
  withdrawRevoke,
  listFindings,
  listActions,
  createJob,
  listJobs,
  getJob,
  listJobItems,
  exportJobItems,
  abortJob,
  continueJob,
  exportActions,
  loginState,
  login,
  logout,
  startProviderLogin,
  finishProviderLogin,
  listTokens,
  createToken,
  revokeToken,
  listSessions,
  endSession,
  getView,
  openApi,
  metrics,
];
