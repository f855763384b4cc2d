import { boundedText, isRecord, LIMITS } from '../celery/bounded';
import type { BackendResult } from '../cluster/backend-result';
import type { StoredSight } from './facts';

export function toStoredSight({
  status,
  doneAt,
  result,
}: Pick<BackendResult, 'status' | 'doneAt' | 'result'>): StoredSight {
  return { status, endedAt: doneAt, failure: status === 'FAILURE' ? failureOf(result) : null };
}

// `{"exc_type": "ChordError", "exc_message": ["Dependency … raised ValueError('boom')"], …}`
function failureOf(result: unknown): StoredSight['failure'] {
  if (!isRecord(result) || typeof result['exc_type'] !== 'string') return null;
  const { exc_message: told } = result;
  const first: unknown = Array.isArray(told) ? told[0] : told;
  const text = typeof first === 'string' ? (boundedText(first, LIMITS.text) ?? '') : '';
  return { type: result['exc_type'].slice(0, LIMITS.name), text };
}

/** The part of a chord that Celery names where it stores the end of a body that it never sent. */
export function failedPartOf({ failure }: StoredSight): { readonly uuid: string; readonly error: string } | null {
  if (failure?.type !== 'ChordError') return null;
  const told = /^Dependency (\S{1,255}) raised (.+)$/s.exec(failure.text);
  return told?.[1] === undefined || told[2] === undefined ? null : { uuid: told[1], error: told[2] };
}
