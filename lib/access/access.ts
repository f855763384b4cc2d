import {
  capabilitiesOf,
  holdsForAllClusters,
  isAtLeast,
  leastRole,
  roleMay,
  type Capability,
  type Role,
} from './policy';

/** Name patterns (`mail.*`), any of which must match; null: no bound. */
export interface Scope {
  readonly queues: readonly string[] | null;
  readonly tasks: readonly string[] | null;
}

/** What somebody may do and see. */
export interface Access {
  readonly role: Role;
  readonly scope: Scope;
  /** Arguments, results, exceptions' texts and tracebacks are shown to this role and above. */
  readonly argumentsFrom: Role;
  /** It is not an admin of everything in every cluster, so it may not touch what holds for all of them. */
  readonly isHereOnly?: boolean;
}

export const NO_BOUNDS: Scope = { queues: null, tasks: null };

export function accessOf(role: Role, scope: Scope = NO_BOUNDS, argumentsFrom: Role = 'viewer'): Access {
  return { role, scope, argumentsFrom };
}

/** Whether this access allows it; what the policy does not name is denied. */
export function may(access: Access, capability: string): boolean {
  if (capability === 'view-arguments' && !isAtLeast(access.role, access.argumentsFrom)) return false;
  if (holdsForAllClusters(capability) && access.isHereOnly === true) return false;
  return roleMay(access.role, capability);
}

/** The least role that this access would need for it; null: no role has it. */
export function neededRole({ argumentsFrom }: Access, capability: string): Role | null {
  const least = leastRole(capability);
  return capability === 'view-arguments' && least !== null && isAtLeast(argumentsFrom, least) ? argumentsFrom : least;
}

export function allowed(access: Access): readonly Capability[] {
  return capabilitiesOf(access.role).filter((capability) => may(access, capability));
}

export function isBounded({ scope }: Access): boolean {
  return scope.queues !== null || scope.tasks !== null;
}
