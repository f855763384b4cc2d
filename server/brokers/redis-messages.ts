import type { Redis } from 'ioredis';
import type { DeliveredMessages, WaitingMessages } from './messages';
import type { RedisBindings } from './redis-bindings';
import type { RedisNames } from './redis-names';
import { peekAtRedis } from './redis-peek';
import { deliveryTimes, findDelivered, putBackToRedis } from './redis-put-back';
import { moveOnRedis, purgeRedis, removeFromRedis } from './redis-single';

/** Runs one read or write on the connection of now. */
type Using = <T>(work: (commands: Redis, names: RedisNames) => Promise<T>) => Promise<T>;

/** What can be done with the messages themselves. */
export function redisMessages(
  using: Using,
  bindings: RedisBindings,
): { readonly delivered: DeliveredMessages; readonly waiting: WaitingMessages } {
  return {
    delivered: {
      find: (tag) => using((commands, names) => findDelivered(commands, names, bindings, tag)),
      deliveredAt: (tags) => using((commands, names) => deliveryTimes(commands, names, tags)),
      putBack: (message) => using((commands, names) => putBackToRedis(commands, names, bindings, message)),
    },
    waiting: {
      peekIsFree: true,
      peek: (queue, limit) => using((commands, names) => peekAtRedis(commands, names, queue, limit)),
      purge: (queue, count) => using((commands, names) => purgeRedis(commands, names, queue, count)),
      single: {
        remove: (queue, message) => using((commands, names) => removeFromRedis(commands, names, queue, message)),
        move: (queue, message, to) => using((commands, names) => moveOnRedis(commands, names, queue, message, to)),
      },
    },
  };
}
