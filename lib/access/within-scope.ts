import type { Scope } from './access';
import { isTaskInScope, type Scoped } from './scope';

const MAX_DEPTH = 60;

/** An answer without the rows of tasks that are out of scope, wherever they stand in it; null: it is such a row itself. */
export function withinScope(value: unknown, scope: Scope, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH || isForeign(value, scope)) return null;
  if (Array.isArray(value)) {
    const own = value.filter((item: unknown) => !isForeign(item, scope));
    return own.map((item: unknown) => withinScope(item, scope, depth + 1));
  }
  const members = Object.entries(value).map(([name, member]) => [name, withinScope(member, scope, depth + 1)] as const);
  return Object.fromEntries(members);
}

/** Rows of tasks and messages have a uuid beside their name or queue. */
function isForeign(value: unknown, scope: Scope): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const isRow = 'uuid' in value && typeof value.uuid === 'string' && ('name' in value || 'queue' in value);
  return isRow && !isTaskInScope(scope, value as Scoped);
}
