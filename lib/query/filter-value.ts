import {
  CONDITIONS,
  FILTER_FIELDS,
  type Comparison,
  type Condition,
  type FilterField,
  type NumberField,
  type TextField,
} from './filter';
import { parseDuration } from './duration';
import { parseTime } from './time';

export const DURATION_EXAMPLES = ['500ms', '5s', '1m30s', '2h'];
export const TIME_EXAMPLES = ['-1h', 'now', '2026-11-21', '2026-11-21T10:00Z'];
const NUMBER = /^-?\d{1,9}$/;

export function isTextField(field: FilterField): field is TextField {
  const kind = FILTER_FIELDS[field];
  return kind === 'name' || kind === 'id' || kind === 'text';
}

export function isCondition(text: string): text is Condition {
  return (CONDITIONS as readonly string[]).includes(text);
}

export type ParsedValue =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly message: string; readonly expected: readonly string[] };

/** The number a value of this field stands for: seconds, epoch seconds or a plain number. */
export function parseNumberValue(field: NumberField, text: string, now: number): ParsedValue {
  const kind = FILTER_FIELDS[field];
  if (kind === 'duration') return found(parseDuration(text), `“${text}” is no duration`, DURATION_EXAMPLES);
  if (kind === 'time') return found(parseTime(text, now), `“${text}” is no time`, TIME_EXAMPLES);
  return found(NUMBER.test(text) ? Number(text) : null, `“${text}” is no whole number`, ['0', '1']);
}

/** What a value without a sign means: a number is equal, a time is "since"; a duration needs a sign. */
export function defaultComparison(field: NumberField): Comparison | null {
  const kind = FILTER_FIELDS[field];
  if (kind === 'duration') return null;
  return kind === 'time' ? '>=' : '=';
}

function found(value: number | null, message: string, expected: readonly string[]): ParsedValue {
  return value === null ? { ok: false, message, expected } : { ok: true, value };
}
