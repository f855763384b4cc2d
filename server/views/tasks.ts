import { z } from 'zod';
import { withWaits } from '@/lib/why/waits';
import { findingsAbout } from './findings-about';
import { EntityName, TaskListParams, toTaskQuery } from './params';
import type { View } from './view';

export const tasksView: View<'tasks', TaskListParams> = {
  name: 'tasks',
  params: TaskListParams,
  inputs: ['store', 'clock'],
  async compute(source, params) {
    const page = await source.reader().tasks(toTaskQuery(params, source.now()));
    const { cluster } = source.collector;
    return cluster === null ? page : { ...page, tasks: withWaits(page.tasks, cluster) };
  },
};

const Params = z.object({ uuid: EntityName });

/** null: no sign of such a task. */
export const taskView: View<'task', z.infer<typeof Params>> = {
  name: 'task',
  params: Params,
  inputs: ['store', 'log'],
  async compute(source, { uuid }) {
    const task = await source.reader().task(uuid);
    return task === null ? null : { ...task, findings: await findingsAbout(source, { kind: 'task', id: uuid }) };
  },
};
