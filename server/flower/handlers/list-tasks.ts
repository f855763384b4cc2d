import { jsonOf, type FlowerEndpoint } from '../flower-endpoint';
import { toListedTask } from '../flower-task';
import { asSeenBy, seesArguments } from '../seen-task';
import { readTaskListing } from '../task-params';

export const listTasks: FlowerEndpoint = {
  method: 'GET',
  path: '/api/tasks',
  permission: 'view',
  door: 'api',
  isSilent: true,
  costly: true,
  async handle({ params, principal }, services) {
    const { access } = principal;
    const listing = readTaskListing(params, services.now(), seesArguments(access));
    if (listing === null) return {};
    const found = await services.reader().wholeTasks(listing.query, listing.offset);
    return jsonOf(found.map((whole) => [whole.task.uuid, toListedTask(asSeenBy(access, whole))]));
  },
};
