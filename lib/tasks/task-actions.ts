import { isEnded, type TaskState } from '../celery/task-state';

/** Why a button is shown but can't be used: a stable code that the page puts into words. */
export type Refusal =
  'no-permission' | 'already-ended' | 'still-waiting' | 'still-running' | 'nothing-selected' | 'all-ended' | 'offline';

export interface Permission {
  readonly canControl: boolean;
  readonly connected: boolean;
}

/** Celery 5.6.2 and later overwrites the stored result of a revoked id, so an ended task is never offered. */
export function revokeRefusal(state: TaskState, permission: Permission): Refusal | null {
  if (!permission.canControl) return 'no-permission';
  if (isEnded(state)) return 'already-ended';
  return permission.connected ? null : 'offline';
}

/** A task that still waits or runs would be done twice. */
export function retryRefusal(state: TaskState, permission: Permission): Refusal | null {
  if (!permission.canControl) return 'no-permission';
  if (!permission.connected) return 'offline';
  if (isEnded(state) || state === 'UNKNOWN') return null;
  return state === 'SENT' || state === 'RECEIVED' || state === 'RETRY' ? 'still-waiting' : 'still-running';
}

export interface BulkTarget {
  readonly uuid: string;
  readonly state: TaskState;
}

export interface BulkPlan {
  readonly eligible: readonly string[];
  readonly refused: readonly { readonly reason: Refusal; readonly count: number }[];
}

/** The dry run of a bulk action: who takes part, who does not and why. */
export function planBulk(action: 'revoke' | 'retry', targets: readonly BulkTarget[], permission: Permission): BulkPlan {
  const eligible: string[] = [];
  const refused = new Map<Refusal, number>();
  for (const target of targets) {
    const reason =
      action === 'revoke' ? revokeRefusal(target.state, permission) : retryRefusal(target.state, permission);
    if (reason === null) eligible.push(target.uuid);
    else refused.set(reason, (refused.get(reason) ?? 0) + 1);
  }
  return { eligible, refused: [...refused].map(([reason, count]) => ({ reason, count })) };
}

/** Whether the button of the bulk bar can be used at all, before anything is asked of the server. */
export function bulkRefusal(
  action: 'revoke' | 'retry',
  targets: readonly BulkTarget[],
  permission: Permission,
): Refusal | null {
  if (!permission.canControl) return 'no-permission';
  if (!permission.connected) return 'offline';
  if (targets.length === 0) return 'nothing-selected';
  const plan = planBulk(action, targets, permission);
  if (plan.eligible.length > 0) return null;
  return action === 'revoke' ? 'all-ended' : (plan.refused[0]?.reason ?? null);
}
