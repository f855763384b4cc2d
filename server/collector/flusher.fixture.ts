import { newTask } from '@/lib/cluster/reduce-task';
import { StoreError, type StoreWriter } from '../store/store';
import { createFlusher } from './flusher';
import type { PendingLimits } from './pending';

export type Written = Pick<StoreWriter, 'write' | 'waitForWrite'>;

export const task = (uuid: string, state: string) => ({ ...newTask(uuid, 1), state });
export const entry = (text: string) => ({ at: 1, type: 'task-sent', worker: null, text });
export const full = new StoreError('full', 'No room on the disk.');

export const flusherOf = (store: Written, limits: Partial<PendingLimits> = {}) =>
  createFlusher({ store, log: () => undefined, damaged: () => undefined, now: () => 77, limits });
