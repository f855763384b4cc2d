import { createCluster, putWorker } from '../cluster/cluster';
import { newTask } from '../cluster/reduce-task';
import { putTask } from '../cluster/cluster';
import { newDelivery, type Delivery, type Task } from '../cluster/task';
import { newWorkerRecord, type WorkerRecord } from '../cluster/worker-record';
import { renderMessage } from '../i18n/render';
import type { Detector, QueueSight, Sight, UnackedSight } from './detector';
import type { Observation } from './finding';
import { lookUp } from './look-up';

export const NOW = 10_000;

/** Nothing to see, at `NOW`, on Redis; long after the start. */
export function sight(told: Partial<Sight> = {}): Sight {
  return {
    cluster: createCluster(),
    workers: [],
    queues: [],
    unacked: null,
    ready: () => null,
    brokerKind: 'redis',
    losses: [],
    gaps: [],
    lostBy: () => null,
    streamLagSeconds: 0,
    slotUse: () => null,
    usual: () => null,
    periodic: [],
    server: null,
    results: null,
    locks: null,
    watchedSince: 0,
    now: NOW,
    ...told,
  };
}

export function queueSight(name: string, told: Partial<QueueSight> = {}): QueueSight {
  return {
    name,
    ready: 0,
    readAt: NOW - 1,
    consumers: null,
    headUnmovedSeconds: null,
    inPerSecond: null,
    outPerSecond: null,
    samples: [],
    isPaused: false,
    ...told,
  };
}

export function unackedSight(uuid: string, deliveredAt: number, told: Partial<UnackedSight> = {}): UnackedSight {
  return { uuid, name: 'shop.nap', queue: 'mail', deliveredAt, redelivered: false, eta: null, ...told };
}

/** A delivery to w1@alpha a minute ago that is still open. */
export function delivery(told: Partial<Delivery> = {}): Delivery {
  return { ...newDelivery('w1@alpha'), pid: 100, receivedAt: NOW - 60, ...told };
}

/** Puts a task of shop.nap with these deliveries. */
export function put({ cluster }: Sight, uuid: string, told: Partial<Task>): void {
  putTask(cluster, { ...newTask(uuid, NOW - 60), name: 'shop.nap', queue: 'mail', ...told }, NOW);
}

export function record({ cluster }: Sight, hostname: string, told: Partial<WorkerRecord> = {}): void {
  putWorker(cluster, { ...newWorkerRecord(hostname, 0), ...told });
}

export function seenBy(detector: Detector, at: Sight): readonly Observation[] {
  return detector.observe(lookUp(at));
}

/** Everything that a person reads of it. */
export function textsOf({ sentence, evidence, advice, figure }: Observation): readonly string[] {
  return [
    sentence,
    ...evidence.map(({ claim }) => claim),
    advice.text,
    ...(figure?.facts.flatMap(({ label, value }) => [label, value]) ?? []),
  ].map((text) => renderMessage(text));
}
