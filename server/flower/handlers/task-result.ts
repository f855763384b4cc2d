import { isReady } from '@/lib/tasks/stored-answer';
import type { FlowerEndpoint } from '../flower-endpoint';
import { awaitAnswer, resultFields, storedAnswer } from '../task-answer';

export const taskResult: FlowerEndpoint = {
  method: 'GET',
  path: '/api/task/result/*',
  permission: 'view',
  reads: 'view-arguments',
  door: 'api',
  isSilent: true,
  costly: true,
  async handle({ name, params }, services) {
    const timeout = params.float('timeout') ?? 0;
    const answer = timeout > 0 ? await awaitAnswer(services, name, timeout) : await storedAnswer(services, name);
    const told = { 'task-id': name, state: answer.status };
    return isReady(answer.status) || answer.found === 'unread' ? { ...told, ...resultFields(answer) } : told;
  },
};
