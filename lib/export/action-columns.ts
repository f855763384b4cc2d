import type { Action } from '../cluster/action';
import { isoTime, type CsvColumn } from './csv';

/** An entry of the audit log as a line of a table. */
export const ACTION_COLUMNS: readonly CsvColumn<Action>[] = [
  ['at', (action) => isoTime(action.at)],
  ['action', (action) => action.name],
  ['actor', (action) => action.actor],
  ['address', (action) => action.address],
  ['subject', (action) => action.subject.kind],
  ['subject_id', (action) => action.subject.id],
  ['outcome', (action) => action.outcome],
  ['reason', (action) => action.reason],
  ['summary', (action) => action.summary],
  ['answers', (action) => action.answers.map(({ from, outcome, text }) => `${from}: ${outcome} ${text}`).join('; ')],
  ['duration_ms', (action) => action.durationMs],
  ['batch', (action) => action.batchId],
  ['id', (action) => action.id],
];
