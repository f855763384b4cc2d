import alerts from './en/alerts.json';
import login from './en/login.json';
import now from './en/now.json';
import queue from './en/queue.json';
import queues from './en/queues.json';
import rewind from './en/rewind.json';
import system from './en/system.json';
import task from './en/task.json';
import tasks from './en/tasks.json';
import worker from './en/worker.json';
import workers from './en/workers.json';

/** The texts that some pages need to be drawn: each names its own. */
export const PAGE_TEXTS = { alerts, login, now, queue, queues, rewind, system, task, tasks, worker, workers };
