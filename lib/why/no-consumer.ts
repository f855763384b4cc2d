import { isLive, type TaskFacts } from './facts';

/** After a start it takes until all workers have told what they take from. */
export const LEARN_SECONDS = 15;

/** True when it is known that no live worker takes from this queue. */
export function hasNoConsumer({ workers, queue, place, now }: TaskFacts, name: string): boolean {
  // RabbitMQ counts those too that answer no question.
  if (queue?.name === name && (queue.consumers ?? 0) > 0) return false;
  if (place !== null && now - place.watchedSince < LEARN_SECONDS) return false;
  return workers.filter(isLive).every(({ queues }) => queues !== null && !queues.includes(name));
}
