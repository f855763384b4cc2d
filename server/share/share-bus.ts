import { createAdapter } from '@socket.io/redis-adapter';
import { Server } from 'socket.io';
import { SHARE_MESSAGES, type ShareEvent, type ShareMessages } from './share-messages';
import { ShareRedis, type ShareRedisParts, type ShareTrouble } from './share-redis';

/** Processes of which one does not know this number do not hear each other. */
const PROTOCOL = 1;

/** What the processes of one deployment say to each other. */
export interface ShareBus {
  readonly isConnected: boolean;
  readonly isBusy: boolean;
  readonly trouble: ShareTrouble | null;
  /** Reaches every other process that is there now; what can't be sent is dropped. */
  send<E extends ShareEvent>(event: E, message: ShareMessages[E]): void;
  on<E extends ShareEvent>(event: E, listener: (message: ShareMessages[E]) => void): void;
  onConnection(listener: () => void): void;
  close(): Promise<void>;
}

const CLOSE_GRACE_MS = 500;

/**
 * A socket.io server without sockets, whose Redis adapter carries `serverSideEmit` from process to process. Answers are
 * messages of their own: the adapter's acknowledgements would wait for each process, also for one that was stopped.
 */
export function openShareBus(parts: ShareRedisParts): ShareBus {
  const redis = new ShareRedis(parts);
  // Redis' channels know no databases, so the number keeps apart what users keep apart by it.
  const key = `celeryscope-${parts.url.endpoints[0].db}-v${PROTOCOL}`;
  const server = new Server({ adapter: createAdapter(redis.publisher, redis.subscriber, { key }) });
  const running = redis.run();
  return {
    get isConnected() {
      return redis.isConnected;
    },
    get isBusy() {
      return redis.isBusy;
    },
    get trouble() {
      return redis.trouble;
    },
    send: (event, message) => void server.serverSideEmit(event, message),
    on(event, listener) {
      const schema = SHARE_MESSAGES[event];
      const name: ShareEvent = event;
      server.on(name, (message: unknown) => {
        const parsed = schema.safeParse(message);
        // The schema stands under the name of its own event.
        if (parsed.success) listener(parsed.data as ShareMessages[typeof event]);
      });
    },
    onConnection: (listener) => redis.onChange(listener),
    // The server itself holds nothing open: it never listened.
    async close() {
      await redis.close(CLOSE_GRACE_MS);
      await running;
    },
  };
}
