import { roundTimeout } from './round-timeout';
import { pythonText, shellWord } from './setting-text';

/** Times a run's usual length that a limit leaves it, and the steps in which people set limits, seconds. */
const LIMIT_FACTOR = 10;
const ROUND_LIMITS = [10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];
const HARD_AFTER_SECONDS = 10;

/*
 * What findings and a task's page advise to set. One place for both: they are read side by side.
 */

export function startWorker(queue: string): string {
  return `celery -A your_app worker -Q ${shellWord(queue)}`;
}

export function routeTo(name: string | null, queue: string): string {
  return `task_routes = {${typeText(name)}: {"queue": ${pythonText(queue)}}}`;
}

/** A visibility timeout above the longest time that a message is held. */
export function visibilityTimeoutAbove(heldSeconds: number): string {
  return `broker_transport_options = {"visibility_timeout": ${roundTimeout(heldSeconds)}}`;
}

/** How long a message is held: until now, until its eta, or for as long as it takes until it is given out again. */
export function heldFor(told: {
  readonly now: number;
  readonly deliveredAt: number;
  readonly dueAt: number;
  readonly etaAt: number | null;
}): number {
  return Math.max(told.now, told.etaAt ?? 0, told.dueAt) - told.deliveredAt;
}

/** For one type: what its runs tell says nothing of others. */
export function timeLimitOf(name: string | null, longestSeconds: number): string {
  const seconds = Math.max(1, longestSeconds) * LIMIT_FACTOR;
  const soft = ROUND_LIMITS.find((limit) => limit >= seconds) ?? Math.ceil(seconds / 86_400) * 86_400;
  return annotations([name], `{"soft_time_limit": ${soft}, "time_limit": ${soft + HARD_AFTER_SECONDS}}`);
}

export function acksLateOf(names: readonly (string | null)[]): string {
  return annotations(names, '{"acks_late": True, "reject_on_worker_lost": True}');
}

function annotations(names: readonly (string | null)[], options: string): string {
  return `task_annotations = {${names.map((name) => `${typeText(name)}: ${options}`).join(', ')}}`;
}

function typeText(name: string | null): string {
  return pythonText(name ?? 'your.task');
}
