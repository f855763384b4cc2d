import { callerOf } from '../../http/authorise';
import type { FlowerEndpoint } from '../flower-endpoint';
import { seesArguments } from '../seen-task';
import { readSendOptions } from '../send-options';
import { awaitAnswer, LONGEST_WAIT_SECONDS, resultFields } from '../task-answer';

/** Sends a task and waits for its result: where none can be read, nothing is sent. */
export const applyTask: FlowerEndpoint = {
  method: 'POST',
  path: '/api/task/apply/*',
  permission: 'control',
  action: 'send-task',
  door: 'api',
  isSilent: true,
  async handle({ name, body, principal }, services) {
    const options = readSendOptions(body, 'flower');
    const request = { ...callerOf(principal), ...options, name, unregistered: false, ownOptions: true };
    const { uuid } = await services.collector.call('sendTask', { ...request, needsResult: true });
    const answer = await awaitAnswer(services, uuid, LONGEST_WAIT_SECONDS);
    const told = seesArguments(principal.access) ? resultFields(answer) : {};
    return { 'task-id': uuid, ...told, state: answer.status };
  },
};
