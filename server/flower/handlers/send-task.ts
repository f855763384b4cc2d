import { callerOf } from '../../http/authorise';
import type { FlowerEndpoint } from '../flower-endpoint';
import { readSendOptions } from '../send-options';
import { stateOfSent } from '../task-answer';

/** Any name, and what the task's class says does not count: as `app.send_task` does it. */
export const sendTask: FlowerEndpoint = {
  method: 'POST',
  path: '/api/task/send-task/*',
  permission: 'control',
  action: 'send-task',
  door: 'api',
  isSilent: true,
  async handle({ name, body, principal }, services) {
    const options = readSendOptions(body, 'celery');
    const request = { ...callerOf(principal), ...options, name, unregistered: true, ownOptions: false };
    const { uuid } = await services.collector.call('sendTask', request);
    return { 'task-id': uuid, state: await stateOfSent(services, uuid) };
  },
};
