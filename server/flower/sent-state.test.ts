import { describe, expect, it } from 'vitest';
import type { StoredAnswer } from '@/lib/tasks/stored-answer';
import { CollectorError } from '../collector-error';
import { FakeCollector, testServer } from '../http/server.fixture';

const STORED: StoredAnswer = {
  uuid: 'a',
  backend: 'redis',
  found: 'stored',
  status: 'SUCCESS',
  result: 3,
  unread: null,
  traceback: null,
  doneAt: null,
  name: null,
  worker: null,
  retries: null,
  queue: null,
};

async function send(way: string, taskResult: () => StoredAnswer) {
  const collector = new FakeCollector();
  collector.answers.sendTask = ({ name }) => ({
    uuid: 'a',
    queue: 'celery',
    exchange: '',
    routingKey: name,
    priority: 0,
    routedBy: 'task_default_queue',
    eta: null,
    expires: null,
    notes: [],
    actionId: 'a1',
  });
  collector.answers.taskResult = taskResult;
  const { app } = await testServer({ flower: { unauthenticatedApi: true }, collector });
  const response = await app.inject({ method: 'POST', url: `/api/task/${way}/mail.send`, payload: {} });
  return { status: response.statusCode, body: response.json<unknown>() };
}

describe.each(['async-apply', 'send-task'])('%s tells', (way) => {
  it('what the result backend holds after the task was sent', async () => {
    expect(await send(way, () => STORED)).toEqual({ status: 200, body: { 'task-id': 'a', state: 'SUCCESS' } });
  });

  it.each([
    ['no_result_backend', 503],
    ['result_backend_unavailable', 503],
    ['collector_timeout', 504],
  ])('of a task that is on its way that it is pending, whatever the look came to: %s', async (code, status) => {
    const fails = (): StoredAnswer => {
      throw new CollectorError(code, 'The result backend does not answer.', status);
    };
    expect(await send(way, fails)).toEqual({ status: 200, body: { 'task-id': 'a', state: 'PENDING' } });
  });
});
