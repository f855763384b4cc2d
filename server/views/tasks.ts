import { z } from 'zod';
import { findingsAbout } from './findings-about';
import { EntityName, TaskListParams, toTaskQuery } from './params';
import type { View } from './view';

export const tasksView: View<'tasks', TaskListParams> = {
  name: 'tasks',
  params: TaskListParams,
  inputs: ['store', 'clock'],
  compute: (source, params) => source.reader().tasks(toTaskQuery(params, source.now())),
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
