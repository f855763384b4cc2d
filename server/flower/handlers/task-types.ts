import type { FlowerEndpoint } from '../flower-endpoint';

export const taskTypes: FlowerEndpoint = {
  method: 'GET',
  path: '/api/task/types',
  permission: 'view',
  door: 'api',
  isSilent: true,
  costly: true,
  async handle(_call, services) {
    const { types } = await services.facets({});
    return { 'task-types': types.map(({ value }) => value).sort() };
  },
};
