import type { FlowerEndpoint } from '../flower-endpoint';
import { FlowerError } from '../flower-error';
import { toFlowerTask } from '../flower-task';
import { asSeenBy } from '../seen-task';

export const taskInfo: FlowerEndpoint = {
  method: 'GET',
  path: '/api/task/info/*',
  permission: 'view',
  door: 'api',
  isSilent: true,
  async handle({ name, principal }, services) {
    const found = name === '' || name.length > 1024 ? null : await services.reader().task(name);
    if (found === null) throw new FlowerError(404, `Unknown task '${name}'`);
    const { task, children } = found;
    return toFlowerTask(asSeenBy(principal.access, { task, children: children.map(({ uuid }) => uuid) }));
  },
};
