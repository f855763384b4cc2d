import { describe, expect, it } from 'vitest';
import type { Task } from '@/lib/cluster/task';
import { deliveryOf, NOW, taskOf } from '../store.fixture';
import { decodeRest, encodeRest } from './task-record';

function readBack(task: Task): Task['deliveries'] | undefined {
  return decodeRest(encodeRest(task), task)?.deliveries;
}

describe('encodeRest', () => {
  it('keeps who told a start or an end that no event told, so that a late event still replaces it', () => {
    const task = taskOf('a', { state: 'UNKNOWN' });
    const deliveries = [
      deliveryOf(task, 1, { startedBy: 'inspect', endedBy: 'reconciliation', outcome: 'UNKNOWN', endedAt: null }),
      deliveryOf(task, 2, { startedBy: 'custom-event', endedBy: 'result-backend', outcome: 'SUCCESS', endedAt: NOW }),
    ];
    expect(readBack({ ...task, deliveries })).toEqual(deliveries);
  });
});
