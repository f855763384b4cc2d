import actions from './en/actions.json';
import alerts from './en/alerts.json';
import common from './en/common.json';
import controls from './en/controls.json';
import findings from './en/findings.json';
import now from './en/now.json';
import queue from './en/queue.json';
import queues from './en/queues.json';
import rewind from './en/rewind.json';
import states from './en/states.json';
import system from './en/system.json';
import task from './en/task.json';
import tasks from './en/tasks.json';
import why from './en/why.json';
import worker from './en/worker.json';
import workers from './en/workers.json';

const en = {
  actions,
  alerts,
  common,
  controls,
  findings,
  now,
  queue,
  queues,
  rewind,
  states,
  system,
  task,
  tasks,
  why,
  worker,
  workers,
};

/** All texts of one language, by namespace. */
export type Catalogue = Readonly<Record<string, object>>;

const CATALOGUES: Readonly<Record<string, Catalogue>> = { en };

/** The texts of a language; English where there are none yet. */
export function catalogueOf(locale: string): Catalogue {
  return CATALOGUES[locale] ?? en;
}
