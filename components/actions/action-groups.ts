import type { Action } from '@/lib/cluster/action';

/** One line of the log: an action, or all actions of one request on a selection. */
export interface ActionGroup {
  readonly id: string;
  /** The newest first. */
  readonly actions: readonly [Action, ...Action[]];
  readonly outcome: Action['outcome'];
}

/** Entries of one request stand together; the order of the log is kept. */
export function groupActions(actions: readonly Action[]): readonly ActionGroup[] {
  const groups = new Map<string, [Action, ...Action[]]>();
  for (const action of actions) {
    const key = action.batchId === null ? `one ${action.id}` : `batch ${action.batchId}`;
    const group = groups.get(key);
    if (group) group.push(action);
    else groups.set(key, [action]);
  }
  return [...groups.values()].map((group) => ({ id: group[0].id, actions: group, outcome: outcomeOf(group) }));
}

function outcomeOf(actions: readonly Action[]): Action['outcome'] {
  const outcomes = new Set(actions.map((action) => action.outcome));
  const [only] = outcomes;
  return outcomes.size === 1 && only ? only : 'partial';
}

/** Pages loaded on request behind the live first page, each entry once. */
export function mergeActions(live: readonly Action[], older: readonly Action[]): readonly Action[] {
  const seen = new Set(live.map((action) => action.id));
  return [...live, ...older.filter((action) => !seen.has(action.id))];
}
