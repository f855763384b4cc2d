import type { FlowerEndpoint } from '../flower-endpoint';

export const taskTypes: FlowerEndpoint = {
  method: 'GET',
  path: '/api/task/types',
  permission: 'view',
  door: 'api',
  isSilent: true,
  async handle(_call, services) {
    const names = await services.reader().names('task', '', MOST_TYPES);
    return { 'task-types': names.map(({ value }) => value).sort() };
  },
};

const MOST_TYPES = 10_000;
