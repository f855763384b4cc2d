import { isRecord } from '@/lib/celery/bounded';
import { EMPTY_DRAFT, type CommandDraft } from '@/lib/workers/command-draft';
import type { ControlledWorker } from './controlled-worker';

/** What the fields hold at first: the range that its autoscaler has, the queue that is meant. */
export function firstDraft(worker: ControlledWorker | null, queue?: string): CommandDraft {
  const scaler = worker?.stats?.['autoscaler'];
  const range = isRecord(scaler) ? { min: numberText(scaler['min']), max: numberText(scaler['max']) } : {};
  return { ...EMPTY_DRAFT, ...range, ...(queue === undefined ? {} : { queue }) };
}

function numberText(value: unknown): string {
  return typeof value === 'number' ? String(value) : '';
}
