import type { Delivery } from './task';

/** uuid → number of its open deliveries there (a duplicate may run twice on one worker). */
type Tally = Map<string, number>;

/** What one worker holds, by uuid. */
export interface Held {
  readonly running: Tally;
  readonly reserved: Tally;
  /** uuid → eta: held until then, reserved afterwards. */
  readonly scheduled: Map<string, number>;
  runs: number;
}

export type HeldIndex = Map<string, Held>;

/** Moves the task's deliveries in the index from where they were to where they are. */
export function reindex(
  index: HeldIndex,
  uuid: string,
  before: readonly Delivery[],
  after: readonly Delivery[],
  eta: number | null,
): void {
  for (const delivery of before) if (delivery.outcome === null) remove(index, uuid, delivery);
  for (const delivery of after) if (delivery.outcome === null) add(index, uuid, delivery, eta);
}

function add(index: HeldIndex, uuid: string, delivery: Delivery, eta: number | null): void {
  const held = heldBy(index, delivery.worker);
  if (delivery.startedAt !== null) {
    bump(held.running, uuid, 1);
    held.runs += 1;
  } else if (eta !== null && eta > (delivery.receivedAt ?? 0)) held.scheduled.set(uuid, eta);
  else bump(held.reserved, uuid, 1);
}

function remove(index: HeldIndex, uuid: string, delivery: Delivery): void {
  const held = index.get(delivery.worker);
  if (held === undefined) return;
  if (delivery.startedAt !== null) {
    bump(held.running, uuid, -1);
    held.runs -= 1;
    return;
  }
  held.scheduled.delete(uuid);
  if (held.reserved.has(uuid)) bump(held.reserved, uuid, -1);
}

function bump(tally: Tally, uuid: string, by: number): void {
  const count = (tally.get(uuid) ?? 0) + by;
  if (count > 0) tally.set(uuid, count);
  else tally.delete(uuid);
}

function heldBy(index: HeldIndex, worker: string): Held {
  const known = index.get(worker);
  if (known !== undefined) return known;
  const held: Held = { running: new Map(), reserved: new Map(), scheduled: new Map(), runs: 0 };
  index.set(worker, held);
  return held;
}

/** Tasks whose eta came wait for the pool from then on; true when there were any. */
export function settleScheduled(held: Held, now: number): boolean {
  const due: string[] = [];
  for (const [uuid, eta] of held.scheduled) if (eta <= now) due.push(uuid);
  for (const uuid of due) {
    held.scheduled.delete(uuid);
    bump(held.reserved, uuid, 1);
  }
  return due.length > 0;
}
