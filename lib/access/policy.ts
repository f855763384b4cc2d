import type { ActionName } from '../cluster/action';
import type { ViewName } from '../feed/protocol';

/** From the least to the most that somebody may do. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What is not a change of the cluster but is not everybody's either. */
export const READINGS = [
  'view',
  'view-arguments',
  'view-audit',
  'metrics',
  'export-tasks',
  'manage-tokens',
  'manage-sessions',
] as const;
export type Reading = (typeof READINGS)[number];

export type Capability = ActionName | Reading;

/**
 * Who may do what: the one table that the REST API, Flower's paths, the live feed and the pages ask. What is not in it is
 * denied. What destroys, or can't be taken back, is an admin's.
 */
const LEAST_ROLE: Readonly<Record<Capability, Role>> = {
  view: 'viewer',
  // Lower than what an access file may ask for with `argumentsFrom`.
  'view-arguments': 'viewer',
  'view-audit': 'viewer',
  metrics: 'viewer',
  'export-tasks': 'viewer',
  'manage-tokens': 'admin',
  'manage-sessions': 'admin',

  // Anybody may try, and anybody may leave.
  'log-in': 'viewer',
  'log-out': 'viewer',
  'create-token': 'admin',
  'revoke-token': 'admin',
  'end-session': 'admin',
  'export-audit': 'admin',

  revoke: 'operator',
  'revoke-again': 'operator',
  'withdraw-revoke': 'operator',
  retry: 'operator',
  'send-task': 'operator',
  'abort-task': 'operator',
  'revoke-by-headers': 'operator',
  'enable-events': 'operator',
  'disable-events': 'operator',
  'pool-grow': 'operator',
  'pool-shrink': 'operator',
  autoscale: 'operator',
  'add-consumer': 'operator',
  'cancel-consumer': 'operator',
  quiet: 'operator',
  unquiet: 'operator',
  'rate-limit': 'operator',
  'time-limit': 'operator',
  'pause-queue': 'operator',
  'pause-again': 'operator',
  'resume-queue': 'operator',
  'peek-messages': 'operator',
  'move-message': 'operator',
  'bulk-revoke': 'operator',
  'bulk-retry': 'operator',
  'abort-job': 'operator',
  'put-back': 'admin',
  'remove-message': 'admin',
  'purge-queue': 'admin',
  'pool-restart': 'admin',
  shutdown: 'admin',
};

/** Tokens and sessions open every cluster: who is admin of one could give themselves the others. */
const FOR_ALL_CLUSTERS: readonly string[] = [
  'manage-tokens',
  'manage-sessions',
  'create-token',
  'revoke-token',
  'end-session',
] satisfies Capability[];

/** What a subscription to a view of the live feed needs. */
const VIEW_NEEDS: Readonly<Record<ViewName, Reading>> = {
  status: 'view',
  overview: 'view',
  marks: 'view',
  series: 'view',
  workers: 'view',
  worker: 'view',
  queues: 'view',
  queue: 'view',
  tasks: 'view',
  task: 'view',
  findings: 'view',
  actions: 'view-audit',
  jobs: 'view-audit',
};

/** The least role that may; null: nobody may, since it is not in the table. */
export function leastRole(capability: string): Role | null {
  return Object.hasOwn(LEAST_ROLE, capability) ? LEAST_ROLE[capability as Capability] : null;
}

export function roleMay(role: Role, capability: string): boolean {
  const least = leastRole(capability);
  return least !== null && isAtLeast(role, least);
}

export function holdsForAllClusters(capability: string): boolean {
  return FOR_ALL_CLUSTERS.includes(capability);
}

export function isAtLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

/** All that a role may do, in the order of the table. */
export function capabilitiesOf(role: Role): readonly Capability[] {
  return (Object.keys(LEAST_ROLE) as Capability[]).filter((capability) => roleMay(role, capability));
}

/** null: there is no such view, so nobody may watch it. */
export function viewNeeds(view: string): Reading | null {
  return Object.hasOwn(VIEW_NEEDS, view) ? VIEW_NEEDS[view as ViewName] : null;
}
