import type { TaskRow } from '../api/views';

/** A row for tests: only what a test is about needs to be said. */
export function taskRow(fields: Partial<TaskRow> & { readonly uuid: string }): TaskRow {
  return {
    name: 'shop.mail.send',
    state: 'RECEIVED',
    queue: 'mail',
    worker: 'w1@alpha',
    sentAt: 1000,
    receivedAt: 1001,
    startedAt: null,
    endedAt: null,
    updatedAt: 1001,
    eta: null,
    retries: 0,
    priority: null,
    waitSeconds: null,
    runtimeSeconds: null,
    args: '()',
    kwargs: '{}',
    exception: null,
    result: null,
    deliveries: 1,
    findings: [],
    ...fields,
  };
}
