import { callerOf } from '../../http/authorise';
import type { FlowerEndpoint } from '../flower-endpoint';
import { readSendOptions } from '../send-options';
import { stateOfSent } from '../task-answer';

export const asyncApplyTask: FlowerEndpoint = {
  method: 'POST',
  path: '/api/task/async-apply/*',
  permission: 'control',
  action: 'send-task',
  door: 'api',
  isSilent: true,
  async handle({ name, body, principal }, services) {
    const options = readSendOptions(body, 'flower');
    const request = { ...callerOf(principal), ...options, name, unregistered: false, ownOptions: true };
    const { uuid } = await services.collector.call('sendTask', request);
    return { 'task-id': uuid, state: await stateOfSent(services, uuid) };
  },
};
