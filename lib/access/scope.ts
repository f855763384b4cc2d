import type { Filter, TextField } from '../query/filter';
import { matchesWhole } from '../query/text-pattern';
import type { Scope } from './access';

/** The part of a task, a message or a finding that a scope looks at. */
export interface Scoped {
  readonly name?: string | null | undefined;
  readonly queue?: string | null | undefined;
}

/** Whether a name matches one of the patterns; what has no name matches none, so that nothing slips through unknown. */
export function matchesAny(patterns: readonly string[] | null, name: string | null | undefined): boolean {
  if (patterns === null) return true;
  if (name === null || name === undefined) return false;
  return patterns.some((text) => matchesWhole({ text, quoted: false }, name));
}

export function isTaskInScope(scope: Scope, { name, queue }: Scoped): boolean {
  return matchesAny(scope.tasks, name) && matchesAny(scope.queues, queue);
}

/** The scope as a part of a filter; null: it has no bounds. */
export function scopeFilter({ queues, tasks }: Scope): Filter | null {
  const parts = [termOf('queue', queues), termOf('task', tasks)].filter((part) => part !== null);
  return parts.length === 0 ? null : { kind: 'and', parts, from: 0, to: 0 };
}

function termOf(field: TextField, patterns: readonly string[] | null): Filter | null {
  if (patterns === null) return null;
  const values = patterns.map((text) => ({ text, quoted: false }));
  return { kind: 'text', field, values, from: 0, to: 0 };
}
