import { callerOf } from '../../http/authorise';
import type { FlowerEndpoint } from '../flower-endpoint';

export const abortTask: FlowerEndpoint = {
  method: 'POST',
  path: '/api/task/abort/*',
  permission: 'control',
  action: 'abort-task',
  door: 'api',
  isSilent: true,
  async handle({ name, principal }, { collector }) {
    // One that has ended keeps its result, which Actions tells; Flower says the same of both.
    await collector.call('abortTask', { ...callerOf(principal), uuid: name });
    return { message: `Aborted '${name}'` };
  },
};
