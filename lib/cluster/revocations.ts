import { isEnded } from '../celery/task-state';
import type { Cluster } from './cluster';
import type { Task } from './task';

const MAX_REVOCATIONS = 10_000;

/** A task that was revoked and has not ended: who knows of it. Our clock. */
export interface Revocation {
  readonly revokedAt: number;
  /** The worker that listed it first; null: it was revoked from here. */
  readonly by: string | null;
  /** Workers that list it in their newest answer. */
  readonly knownTo: ReadonlySet<string>;
}

/** A revoke was asked for from here. */
export function noteRevoke(cluster: Cluster, uuid: string, at: number): void {
  if (cluster.revoked.has(uuid) || cluster.revoked.size >= MAX_REVOCATIONS) return;
  cluster.revoked.set(uuid, { revokedAt: at, by: null, knownTo: new Set() });
}

/** A worker told which tasks it takes for revoked; of those that are not in flight nothing is kept. */
export function noteRevoked(cluster: Cluster, hostname: string, uuids: readonly string[], at: number): void {
  const told = new Set(uuids);
  for (const uuid of told) {
    const isNew = cluster.tasks.has(uuid) && !cluster.revoked.has(uuid);
    if (isNew && cluster.revoked.size < MAX_REVOCATIONS)
      cluster.revoked.set(uuid, { revokedAt: at, by: hostname, knownTo: new Set() });
  }
  for (const [uuid, revocation] of cluster.revoked) {
    if (revocation.knownTo.has(hostname) === told.has(uuid)) continue;
    const knownTo = new Set(revocation.knownTo);
    if (told.has(uuid)) knownTo.add(hostname);
    else knownTo.delete(hostname);
    cluster.revoked.set(uuid, { ...revocation, knownTo });
  }
}

/** A worker answered that it took note. */
export function noteTold(cluster: Cluster, uuid: string, hostname: string): void {
  const revocation = cluster.revoked.get(uuid);
  if (revocation === undefined || revocation.knownTo.has(hostname)) return;
  cluster.revoked.set(uuid, { ...revocation, knownTo: new Set([...revocation.knownTo, hostname]) });
}

/** A worker began anew: what it knows it has yet to tell. */
export function noteArrived(cluster: Cluster, hostname: string): void {
  for (const [uuid, revocation] of cluster.revoked) {
    if (!revocation.knownTo.has(hostname)) continue;
    const knownTo = new Set(revocation.knownTo);
    knownTo.delete(hostname);
    cluster.revoked.set(uuid, { ...revocation, knownTo });
  }
}

/** Lets go of those whose task has ended everywhere. */
export function sweepRevoked(cluster: Cluster): void {
  for (const uuid of cluster.revoked.keys()) {
    const task = cluster.tasks.get(uuid);
    if (task === undefined || hasEndedEverywhere(task)) cluster.revoked.delete(uuid);
  }
}

/** No worker has it any more. */
export function hasEndedEverywhere({ state, deliveries }: Task): boolean {
  return isEnded(state) && deliveries.every(({ outcome }) => outcome !== null);
}
