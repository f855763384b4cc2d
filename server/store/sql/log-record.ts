import type { TimelineEntry } from '@/lib/api/views';
import type { Action } from '@/lib/cluster/action';
import type { Finding } from '@/lib/detectors/finding';
import { withoutNul } from './task-id';

export const TIMELINE_ENTRIES = 200;
const SUBJECTS_A_FINDING = 1_000;
const TYPE_LENGTH = 100;
const TEXT_LENGTH = 2_000;
/** A revoke of a thousand tasks has an entry for each, and each holds the answers of all workers. */
const ACTION_LENGTH = 32_768;
const KEPT_ANSWERS = 100;
const KEPT_NAMES = 100;

/** A line of a timeline within its bounds. */
export function boundedEntry({ at, type, worker, text }: TimelineEntry): TimelineEntry {
  return {
    at,
    type: withoutNul(type).slice(0, TYPE_LENGTH),
    worker,
    text: withoutNul(text).slice(0, TEXT_LENGTH),
  };
}

/** What a finding is about, for finding it by any of these. */
export function subjectsOf(finding: Finding): readonly { readonly kind: string; readonly id: string }[] {
  return [finding.subject, ...finding.related]
    .slice(0, SUBJECTS_A_FINDING)
    .map(({ kind, id }) => ({ kind, id: withoutNul(id) }));
}

/** What our own writer wrote; an entry that can't be read must not hide the others. */
export function parsedBody<T>(body: string): T[] {
  try {
    return [JSON.parse(body) as T];
  } catch {
    // Cut or damaged: there is nothing to show of it.
    return [];
  }
}

// Cut as a text it would be no JSON any more.
export function actionBody(action: Action): string {
  const whole = JSON.stringify(action);
  if (whole.length <= ACTION_LENGTH) return whole;
  const { answers, parameters, summary } = action;
  const kept = answers
    .toSorted((a, b) => Number(a.outcome === 'ok') - Number(b.outcome === 'ok'))
    .slice(0, KEPT_ANSWERS);
  const shortened = Object.entries(parameters).map(
    ([name, value]) => [name, Array.isArray(value) ? (value.slice(0, KEPT_NAMES) as unknown) : value] as const,
  );
  return JSON.stringify({
    ...action,
    answers: kept,
    parameters: Object.fromEntries(shortened),
    summary:
      kept.length === answers.length ? summary : `${summary} (${kept.length} of ${answers.length} answers are kept)`,
  } satisfies Action);
}
