import alerts from './en/alerts.json';
import common from './en/common.json';
import controls from './en/controls.json';
import login from './en/login.json';
import now from './en/now.json';
import queue from './en/queue.json';
import queues from './en/queues.json';
import rewind from './en/rewind.json';
import states from './en/states.json';
import system from './en/system.json';
import task from './en/task.json';
import tasks from './en/tasks.json';
import worker from './en/worker.json';
import workers from './en/workers.json';

/** The texts that pages need to be drawn. */
export const FIRST_TEXTS = {
  alerts,
  common,
  controls,
  login,
  now,
  queue,
  queues,
  rewind,
  states,
  system,
  task,
  tasks,
  worker,
  workers,
};
