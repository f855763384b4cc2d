import { expect, it } from 'vitest';
import type { ResultBackend } from '@/server/backends/backend';
import { backendApp } from './backend-python';
import { runPython } from './celery-worker';

export interface BackendStage {
  readonly backend: ResultBackend;
  readonly brokerUrl: string;
  /** Of the application: its `result_backend` among them. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whether results are JSON, or pickles that are not opened. */
  readonly isJson: boolean;
}

/** Stores what a worker stores, by Celery's own code, and prints what it then reads of the last one. */
const STORE = `
import sys
from celery import states
from celery.app.task import Context
from scope_tasks import app
request = Context(id='done', task='scope.echo', args=[1, 'ä'], kwargs={'k': None}, hostname='w1@test', retries=2, delivery_info={'routing_key': 'mail'})
backend = app.backend
backend.store_result('done', {'answer': [1, 'ä']}, states.SUCCESS, request=request)
try:
    raise ValueError('no stock')
except ValueError as exc:
    import traceback
    backend.store_result('failed', exc, states.FAILURE, traceback=traceback.format_exc(), request=request)
backend.store_result('running', {'pid': 1}, states.STARTED, request=request)
`;
const STATE = `
import sys
from celery.contrib.abortable import AbortableAsyncResult
from scope_tasks import app
for uuid in sys.argv[1:]:
    result = AbortableAsyncResult(uuid, app=app)
    print(result.state, result.is_aborted())
`;

/** What every result backend tells that can be read; all of it is stored and read back by Celery itself. */
export function readsResults(given: () => BackendStage): void {
  const python = (code: string, ...args: string[]): Promise<string> => {
    const { brokerUrl, settings } = given();
    return runPython(['-c', code, ...args], brokerUrl, settings, '', backendApp().python);
  };

  it('tells states, results, tracebacks and arguments, and leaves out what is not there', async () => {
    await python(STORE);
    const { backend, isJson } = given();
    const results = await backend.read(['done', 'failed', 'running', 'never-seen', 'done', `'; DROP TABLE x; --`]);
    expect([...results.keys()].sort()).toEqual(['done', 'failed', 'running']);
    const extended = { name: 'scope.echo', args: [1, 'ä'], kwargs: { k: null }, worker: 'w1@test', retries: 2 };
    expect(results.get('done')).toMatchObject({ status: 'SUCCESS', traceback: null, queue: 'mail', ...extended });
    expect(results.get('failed')).toMatchObject({ status: 'FAILURE' });
    expect(results.get('failed')?.traceback).toContain('ValueError: no stock');
    expect(results.get('running')).toMatchObject({ status: 'STARTED' });
    const doneAt = results.get('done')?.doneAt ?? 0;
    expect(Math.abs(doneAt - Date.now() / 1000)).toBeLessThan(120);
    if (isJson) {
      expect(results.get('done')).toMatchObject({ result: { answer: [1, 'ä'] } });
      expect(results.get('failed')).toMatchObject({ result: { exc_type: 'ValueError', exc_message: ['no stock'] } });
    } else {
      for (const uuid of ['done', 'failed'])
        expect(results.get(uuid)).toMatchObject({
          result: null,
          unread: { format: 'pickle', bytes: expect.any(Number) as number },
        });
    }
  });

  it('stores an abort that Celery reads, and none over a result', async () => {
    const { backend } = given();
    expect(await backend.abort?.('running')).toEqual({ outcome: 'aborted' });
    expect(await backend.abort?.('new-one')).toEqual({ outcome: 'aborted' });
    expect(await backend.abort?.('done')).toEqual({ outcome: 'ended', status: 'SUCCESS' });
    expect(await backend.abort?.('failed')).toEqual({ outcome: 'ended', status: 'FAILURE' });
    expect((await python(STATE, 'running', 'new-one', 'done')).trim().split('\n')).toEqual([
      'ABORTED True',
      'ABORTED True',
      'SUCCESS False',
    ]);
    expect((await backend.read(['new-one'])).get('new-one')).toMatchObject({ status: 'ABORTED', result: null });
  });
}
