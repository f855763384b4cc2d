import { io, type Socket } from 'socket.io-client';
import { FEED_PATH, type ClientToServer, type ServerToClient, type ViewName } from '@/lib/feed/protocol';
import { apiGet } from './api';
import { createClock } from './clock';
import { createFeed, type Feed } from './feed';
import { PREFIX } from './prefix';

let shared: Feed | null = null;

/** The page's only connection; opened by the first reader, in the browser. */
export function openFeed(): Feed {
  if (shared) return shared;
  const socket: Socket<ServerToClient, ClientToServer> = io({
    path: PREFIX + FEED_PATH,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelayMax: 5000,
  });
  const feed = createFeed({ socket, clock: createClock(), poll: readOverRest });
  document.addEventListener('visibilitychange', () => feed.setVisible(document.visibilityState === 'visible'));
  shared = feed;
  return feed;
}

const REST: Readonly<Record<ViewName, string>> = {
  status: '/api/v1/status',
  overview: '/api/v1/overview',
  workers: '/api/v1/workers',
  worker: '/api/v1/workers/{hostname}',
  queues: '/api/v1/queues',
  queue: '/api/v1/queues/{name}',
  tasks: '/api/v1/tasks',
  task: '/api/v1/tasks/{uuid}',
  findings: '/api/v1/findings',
  actions: '/api/v1/actions',
};

function readOverRest(view: ViewName, params: Readonly<Record<string, string>>): Promise<unknown> {
  const inPath = new Set<string>();
  const path = REST[view].replace(/\{(\w+)\}/g, (_match, name: string) => {
    inPath.add(name);
    return encodeURIComponent(params[name] ?? '');
  });
  return apiGet<unknown>(path, Object.fromEntries(Object.entries(params).filter(([name]) => !inPath.has(name))));
}
