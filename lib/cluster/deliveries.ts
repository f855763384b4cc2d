import { stateRank, type TaskState } from '../celery/task-state';
import { newDelivery, type Delivery } from './task';

interface At {
  readonly at: number;
  readonly worker: string;
  readonly pid: number | null;
}
interface Received extends At {
  readonly kind: 'received';
  readonly retries: number;
  readonly redelivered: boolean | null;
}
interface Started extends At {
  readonly kind: 'started';
  readonly redelivered: boolean | null;
  /** Not told by `task-started`, so its time differs from the event's; null when it was. */
  readonly softBy: 'inspect' | 'custom-event' | null;
}
interface Ended extends At {
  readonly kind: 'ended';
  readonly outcome: TaskState;
  /** `task-revoked` only: a running task was killed. */
  readonly terminated: boolean;
  readonly runtimeSeconds: number | null;
  readonly result: string | null;
  readonly exception: string | null;
}

/** What one event says about a delivery. */
export type DeliveryFact = Received | Started | Ended;

type Draft = { -readonly [K in keyof Delivery]: Delivery[K] };

/** A task that kills its worker for ever is kept with its first and its newest deliveries. */
export const MAX_DELIVERIES = 64;
/** Inspect and events tell the time of the same start up to this far apart. */
const INSPECT_TOLERANCE_SECONDS = 5;
const KIND_ORDER = { received: 0, started: 1, ended: 2 } as const;

/**
 * The deliveries with one fact more. Facts come late, doubled and out of order, and neither a start nor an end says to
 * which receipt it belongs; so the deliveries are taken apart into facts and put together again in the order of time.
 * The result depends on the set of facts alone, not on the order of their arrival.
 */
export function withFact(deliveries: readonly Delivery[], fact: DeliveryFact): readonly Delivery[] {
  return inOrder(deliveries, fact) ?? refold(deliveries, [fact], deliveries);
}

/** The deliveries of two accounts of one task, each of which may lack facts of the other. */
export function joinDeliveries(one: readonly Delivery[], other: readonly Delivery[]): readonly Delivery[] {
  return refold(one, other.flatMap(factsOf), [...one, ...other]);
}

// The common case: one delivery, and its next fact.
function inOrder(deliveries: readonly Delivery[], fact: DeliveryFact): readonly Delivery[] | null {
  if (deliveries.length === 0) return [draftOf(fact)];
  const only = deliveries[0];
  if (deliveries.length > 1 || only === undefined) return null;
  const latest = only.startedAt ?? only.receivedAt;
  if (fact.kind === 'received' || only.outcome !== null || only.startedBy !== undefined) return null;
  if (only.redelivered === true) return null;
  if (latest === null || latest > fact.at || !sameProcess(only, fact)) return null;
  const pid = only.pid ?? fact.pid;
  if (fact.kind === 'ended') return [{ ...only, pid, ...endOf(fact, only.startedAt) }];
  return only.startedAt === null && fact.softBy === null ? [{ ...only, pid, startedAt: fact.at }] : null;
}

// `withSoftEnds` are those that may hold an end which no event told.
function refold(
  deliveries: readonly Delivery[],
  more: readonly DeliveryFact[],
  withSoftEnds: readonly Delivery[],
): readonly Delivery[] {
  const facts = deliveries.flatMap(factsOf);
  const added = more.filter((fact) => !facts.some((known) => isSameFact(known, fact)));
  if (added.length === 0 && withSoftEnds === deliveries) return deliveries;
  facts.push(...added);
  facts.sort(byTime);
  const drafts: Draft[] = [];
  for (const each of facts) if (!isSoft(each)) fold(drafts, each);
  for (const each of facts) if (isSoft(each)) foldSoftStart(drafts, each);
  for (const delivery of withSoftEnds) {
    if (delivery.endedBy !== undefined) keepSoftEnd(drafts, delivery);
    if (delivery.putBack !== undefined) keepPutBack(drafts, delivery);
  }
  const dropped = (deliveries.at(-1)?.n ?? 0) - deliveries.length;
  return settled(drafts, dropped);
}

function isSoft(fact: DeliveryFact): fact is Started {
  return fact.kind === 'started' && fact.softBy !== null;
}

function isSameFact(a: DeliveryFact, b: DeliveryFact): boolean {
  return a.kind === b.kind && a.at === b.at && a.worker === b.worker && a.pid === b.pid;
}

function byTime(a: DeliveryFact, b: DeliveryFact): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.kind !== b.kind) return KIND_ORDER[a.kind] - KIND_ORDER[b.kind];
  return a.worker < b.worker ? -1 : 1;
}

function factsOf(delivery: Delivery): DeliveryFact[] {
  const { worker, pid, retries, redelivered } = delivery;
  const facts: DeliveryFact[] = [];
  if (delivery.receivedAt !== null) {
    facts.push({ kind: 'received', at: delivery.receivedAt, worker, pid, retries, redelivered });
  }
  if (delivery.startedAt !== null) {
    const softBy = delivery.startedBy ?? null;
    facts.push({ kind: 'started', at: delivery.startedAt, worker, pid, redelivered, softBy });
  }
  if (delivery.endedAt !== null && delivery.outcome !== null && delivery.endedBy === undefined) {
    const { endedAt: at, outcome, result, exception } = delivery;
    // Measured run times are made again: they depend on which start the end is given to.
    const runtimeSeconds = outcome === 'SUCCESS' ? delivery.runtimeSeconds : null;
    const terminated = outcome === 'REVOKED' && delivery.startedAt !== null;
    facts.push({ kind: 'ended', at, worker, pid, outcome, terminated, runtimeSeconds, result, exception });
  }
  return facts;
}

function fold(drafts: Draft[], fact: DeliveryFact): void {
  if (fact.kind === 'received') drafts.push(draftOf(fact));
  else if (fact.kind === 'started') foldStarted(drafts, fact);
  else foldEnded(drafts, fact);
}

function foldStarted(drafts: Draft[], fact: Started): void {
  const draft =
    drafts.findLast((d) => sameProcess(d, fact) && d.startedAt === null && d.outcome === null) ??
    // The sender's clock was set back between start and end.
    drafts.findLast(
      (d) => sameProcess(d, fact) && d.startedAt === null && d.receivedAt !== null && fact.at - (d.endedAt ?? 0) < 5,
    );
  if (draft === undefined) drafts.push(draftOf(fact));
  else Object.assign(draft, { startedAt: fact.at, pid: draft.pid ?? fact.pid });
}

function foldEnded(drafts: Draft[], fact: Ended): void {
  const mine = drafts.filter((d) => sameProcess(d, fact));
  const running = mine.filter((d) => d.outcome === null && d.startedAt !== null);
  const waiting = mine.findLast((d) => d.outcome === null && d.startedAt === null);
  // A revoke without `terminated` met a task that waited.
  const waitingFirst = fact.outcome === 'REVOKED' && !fact.terminated;
  const draft = waitingFirst ? (waiting ?? closest(running, fact)) : (closest(running, fact) ?? waiting);
  if (draft !== undefined) {
    Object.assign(draft, endOf(fact, draft.startedAt), { pid: draft.pid ?? fact.pid });
    return;
  }
  const earlier = mine.findLast((d) => d.receivedAt !== null || d.startedAt !== null);
  if (earlier === undefined || !isSameEnd(earlier, fact)) drafts.push(draftOf(fact));
  else if (stateRank(fact.outcome) > stateRank(earlier.outcome ?? ''))
    Object.assign(earlier, endOf(fact, earlier.startedAt));
}

// Two runs on one worker: the run time tells which of them ended; without it, the older one.
function closest(running: Draft[], fact: Ended): Draft | undefined {
  const { runtimeSeconds } = fact;
  if (runtimeSeconds === null || running.length < 2) return running[0];
  const distance = (d: Draft) => Math.abs(fact.at - runtimeSeconds - (d.startedAt ?? 0));
  return running.reduce((best, d) => (distance(d) < distance(best) ? d : best));
}

// A soft shutdown sends `task-cancelled` and then `task-succeeded` of one run; newer Celery may send `task-failed`
// twice at a hard time limit.
function isSameEnd(draft: Draft, fact: Ended): boolean {
  if (draft.outcome === 'CANCELLED') return fact.outcome === 'SUCCESS' || fact.outcome === 'CANCELLED';
  const isTimeLimit = fact.exception?.startsWith('TimeLimitExceeded') === true;
  return isTimeLimit && draft.outcome === 'FAILURE' && fact.outcome === 'FAILURE';
}

function foldSoftStart(drafts: Draft[], fact: Started): void {
  const from = fact.at - INSPECT_TOLERANCE_SECONDS;
  const to = fact.at + INSPECT_TOLERANCE_SECONDS;
  const open = drafts.filter((d) => d.worker === fact.worker && (d.endedAt ?? to) >= from);
  if (open.some((d) => d.startedAt !== null && d.startedAt <= to)) return;
  const draft = open.findLast((d) => d.startedAt === null && (d.receivedAt ?? from) <= to);
  if (draft === undefined) drafts.push(draftOf(fact));
  else Object.assign(draft, { startedAt: fact.at, startedBy: fact.softBy });
}

// Ends that no event told hold until an event tells the end of the same delivery.
function keepSoftEnd(drafts: Draft[], delivery: Delivery): void {
  const draft = drafts.find((d) => isSame(d, delivery) && d.outcome === null);
  if (draft === undefined || hasStartedSince(draft, delivery)) return;
  const { outcome, endedAt, runtimeSeconds, result, exception, endedBy } = delivery;
  Object.assign(draft, { outcome, endedAt, runtimeSeconds, result, exception, endedBy });
}

function keepPutBack(drafts: Draft[], delivery: Delivery): void {
  const draft = drafts.find((d) => isSame(d, delivery));
  if (draft !== undefined) draft.putBack = delivery.putBack;
}

function isSame(draft: Draft, delivery: Delivery): boolean {
  return draft.worker === delivery.worker && (isSameReceipt(draft, delivery) || isSameStart(draft, delivery));
}

// It was thought to wait no more, or to be lost, and did start.
function hasStartedSince(draft: Draft, delivery: Delivery): boolean {
  if (draft.startedAt === null || delivery.startedAt !== null) return false;
  return delivery.outcome === 'REQUEUED' || draft.startedAt > (delivery.endedAt ?? 0);
}

function isSameReceipt(a: Draft, b: Delivery): boolean {
  return b.receivedAt !== null && a.receivedAt === b.receivedAt;
}

function isSameStart(a: Draft, b: Delivery): boolean {
  return b.receivedAt === null && b.startedAt !== null && a.startedAt === b.startedAt;
}

function settled(drafts: Draft[], dropped: number): readonly Delivery[] {
  drafts.sort((a, b) => beginOf(a) - beginOf(b));
  drafts.forEach((draft, index) => {
    if (draft.receivedAt === null) draft.retries = likelyRetries(drafts, index);
    draft.n = index + 1 + (index === 0 ? 0 : dropped);
  });
  drafts.forEach((draft, index) => (draft.deduplicated = isDeduplicated(drafts, index)));
  // The first says when it all began, the newest say what is going on.
  if (drafts.length > MAX_DELIVERIES) drafts.splice(1, drafts.length - MAX_DELIVERIES);
  return drafts;
}

/** True when one attempt was started more than once and not deduplicated. */
export function hasRepeatedStart(deliveries: readonly Delivery[]): boolean {
  if (deliveries.length < 2) return false;
  const started = new Set<number>();
  for (const { startedAt, deduplicated, retries } of deliveries) {
    if (startedAt === null || deduplicated) continue;
    if (started.has(retries)) return true;
    started.add(retries);
  }
  return false;
}

/** The earliest moment known of a delivery. */
function beginOf(delivery: Delivery): number {
  return delivery.receivedAt ?? delivery.startedAt ?? delivery.endedAt ?? 0;
}

// Only `task-received` tells `retries`. A start whose receipt was not seen belongs to the attempt that its neighbours in
// time suggest.
function likelyRetries(drafts: readonly Draft[], index: number): number {
  const next = drafts.slice(index + 1).find((d) => d.receivedAt !== null);
  if (next?.retries === 0) return 0;
  const before = drafts.slice(0, index).findLast((d) => d.receivedAt !== null);
  if (before !== undefined) return before.outcome === 'RETRY' ? before.retries + 1 : before.retries;
  if (next === undefined) return 0;
  return drafts[index]?.outcome === 'RETRY' ? next.retries - 1 : next.retries;
}

// `worker_deduplicate_successful_tasks` acknowledges a redelivery without running it and tells neither result nor run
// time. A first delivery may tell neither as well (its kwargs were no mapping), hence the look at earlier ones.
function isDeduplicated(drafts: readonly Draft[], index: number): boolean {
  const draft = drafts[index];
  if (draft?.outcome !== 'SUCCESS' || draft.result !== null || draft.runtimeSeconds !== null) return false;
  return draft.redelivered === true || drafts.slice(0, index).some((d) => d.retries === draft.retries);
}

function sameProcess(delivery: Draft | Delivery, fact: At): boolean {
  if (delivery.worker !== fact.worker) return false;
  return delivery.pid === fact.pid || delivery.pid === null || fact.pid === null;
}

function endOf(fact: Ended, startedAt: number | null) {
  const { at: endedAt, outcome, result, exception } = fact;
  // Only `task-succeeded` tells the run time; the others' is the time between their events.
  const measured = outcome === 'SUCCESS' || startedAt === null ? null : Math.max(0, endedAt - startedAt);
  return {
    endedAt,
    outcome,
    result,
    exception,
    runtimeSeconds: outcome === 'SUCCESS' ? fact.runtimeSeconds : measured,
  };
}

function draftOf(fact: DeliveryFact): Draft {
  const empty = { ...newDelivery(fact.worker), pid: fact.pid };
  if (fact.kind === 'ended') return { ...empty, ...endOf(fact, null) };
  const { redelivered } = fact;
  if (fact.kind === 'received') return { ...empty, redelivered, retries: fact.retries, receivedAt: fact.at };
  return { ...empty, redelivered, startedAt: fact.at, ...(fact.softBy === null ? {} : { startedBy: fact.softBy }) };
}
