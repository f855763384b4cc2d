import { io, type Socket } from 'socket.io-client';
import { FEED_PATH, type ClientToServer, type ServerToClient, type ViewName } from '@/lib/feed/protocol';
import { apiGet, BY_SCRIPT } from './api';
import { createClock } from './clock';
import { createFeed, type Feed } from './feed';
import { PREFIX } from './prefix';

let shared: Feed | null = null;

/** The page's only connection; opened by the first reader, in the browser. */
export function openFeed(): Feed {
  if (shared) return shared;
  const socket: Socket<ServerToClient, ClientToServer> = io({
    path: PREFIX + FEED_PATH,
    extraHeaders: BY_SCRIPT,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelayMax: 5000,
  });
  const feed = createFeed({ socket, clock: createClock(), poll: readOverRest });
  document.addEventListener('visibilitychange', () => feed.setVisible(document.visibilityState === 'visible'));
  shared = feed;
  return feed;
}

function readOverRest(view: ViewName, params: Readonly<Record<string, string>>): Promise<unknown> {
  return apiGet<unknown>(`/api/v1/views/${view}`, params);
}
