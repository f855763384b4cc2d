import type { OptionKey } from '../options';
import type { Given } from '../given';

const LEAST_TASKS = 1_000;

/** A value that Flower took and that is too small here becomes the least; `warn` is told. */
export function soften(key: OptionKey, given: Given, warn: (line: string) => void): Given {
  if (key !== 'maxTasks' || !/^\d{1,9}$/.test(given.text.trim()) || Number(given.text) >= LEAST_TASKS) return given;
  warn(`${given.from}: ${LEAST_TASKS} tasks are kept, the fewest that can be.`);
  return { ...given, text: String(LEAST_TASKS) };
}
