import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { FEED_PATH, type ClientToServer, type ServerToClient } from '@/lib/feed/protocol';
import { viewerOf, type Authorise, type Door, type Principal } from '../http/authorise';
import type { ReadPeer } from '../http/peer';
import { toProblem } from '../http/problem';
import type { Feed } from './feed';
import type { Listener, Outlet } from './audience';

export interface FeedSocketOptions {
  readonly server: HttpServer;
  /** Its name where there are several. */
  readonly cluster: string | null;
  readonly urlPrefix: string;
  readonly authorise: Authorise;
  readonly readPeer: ReadPeer;
  /** Gets the outlet that the feed is to send through. */
  readonly openFeed: (outlet: Outlet) => Feed;
  readonly now: () => number;
  /** Calls back when there may be something new; what that returns ends it. */
  readonly onChange: (listener: () => void) => () => void;
}

const MAX_MESSAGE_BYTES = 128 * 1024;
const MAX_CONNECTIONS = 1_000;
/** Messages of one connection: a page that changes its filter at each key stays far below. */
const MAX_MESSAGES = 200;
const MESSAGES_WINDOW_SECONDS = 10;
/** Packets that may wait on a connection before it counts as slow. */
const MAX_WAITING_PACKETS = 32;
/** With as many it reads nothing any more, and answers to what it asks are small but not nothing. */
const MOST_WAITING_PACKETS = 256;
const TICK_MS = 100;
const RECHECK_MS = 15_000;

/** Serves the feed over socket.io until it is closed. */
export function openFeedSocket(options: FeedSocketOptions): { readonly feed: Feed; readonly close: () => void } {
  const principals = new WeakMap<IncomingMessage, Principal>();
  const doors = new WeakMap<IncomingMessage, Door>();
  const io = new Server<ClientToServer, ServerToClient>(options.server, {
    path: options.urlPrefix + FEED_PATH,
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    allowRequest: (request, answer) => {
      if (io.engine.clientsCount >= MAX_CONNECTIONS) {
        answer('too_many_connections', false);
        return;
      }
      const door = {
        cluster: options.cluster,
        method: request.method ?? 'GET',
        ...options.readPeer(request),
        live: true,
      };
      options.authorise(door, 'view').then(
        (principal) => {
          principals.set(request, principal);
          doors.set(request, door);
          answer(null, true);
        },
        (error: unknown) => answer(toProblem(error)?.code ?? 'internal', false),
      );
    },
  });
  io.engine.on('headers', (headers: Record<string, string>) => {
    Object.assign(headers, {
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  });
  const feed = options.openFeed({
    broadcast: (room: string, event: keyof ServerToClient, frame: never) => void io.to(room).emit(event, frame),
  });
  io.on('connection', (socket) => {
    const principal = principals.get(socket.request);
    if (principal === undefined) socket.disconnect(true);
    else serve(socket, feed, principal, options.now);
  });
  const tick = () => void feed.tick(options.now());
  // A change goes out at once; the timer is for those that came too soon after the frame before.
  const stopListening = options.onChange(tick);
  const timer = setInterval(tick, TICK_MS);
  const recheck = setInterval(() => {
    for (const socket of io.sockets.sockets.values()) void expectStillIn(socket, doors, options.authorise);
  }, RECHECK_MS);
  const close = () => {
    stopListening();
    clearInterval(recheck);
    clearInterval(timer);
    io.disconnectSockets(true);
    io.engine.close();
  };
  return { feed, close };
}

/** A session that ended, a token that was revoked: what is open ends with it. An open page counts as use. */
async function expectStillIn(
  socket: FeedSocket,
  doors: WeakMap<IncomingMessage, Door>,
  authorise: Authorise,
): Promise<void> {
  const door = doors.get(socket.request);
  try {
    if (door !== undefined) await authorise(door, 'view');
  } catch (error) {
    const status = toProblem(error)?.status;
    // While the store of the sessions is away nobody is put out.
    if (status === 401 || status === 403) socket.disconnect(true);
  }
}

type FeedSocket = Socket<ClientToServer, ServerToClient>;

function serve(socket: FeedSocket, feed: Feed, principal: Principal, now: () => number): void {
  const listener = toListener(socket);
  const viewer = viewerOf(principal);
  const withinLimits = messageLimit(now);
  socket.use((_packet, next) => {
    if (withinLimits() && waitingPackets(socket) < MOST_WAITING_PACKETS) next();
    else socket.disconnect(true);
  });
  feed.connect(listener);
  socket.on('subscribe', (view, params, every) => feed.subscribe(listener, viewer, view, params, every));
  socket.on('unsubscribe', (key) => feed.unsubscribe(listener, key));
  socket.on('resync', (key) => feed.resync(listener, key));
  socket.on('disconnect', () => feed.disconnect(listener));
}

function toListener(socket: FeedSocket): Listener {
  return {
    send: (event: keyof ServerToClient, frame: never) => void socket.emit(event, frame),
    keepsUp: () => waitingPackets(socket) < MAX_WAITING_PACKETS,
    enter: (room) => void socket.join(room),
    leave: (room) => void socket.leave(room),
  };
}

/** Packets that engine.io holds until the transport has taken those before them. */
function waitingPackets(socket: FeedSocket): number {
  const { writeBuffer } = socket.conn as unknown as { readonly writeBuffer: readonly unknown[] };
  return writeBuffer.length;
}

function messageLimit(now: () => number): () => boolean {
  let since = now();
  let count = 0;
  return () => {
    if (now() - since > MESSAGES_WINDOW_SECONDS) {
      since = now();
      count = 0;
    }
    count += 1;
    return count <= MAX_MESSAGES;
  };
}
