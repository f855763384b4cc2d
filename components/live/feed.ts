import { applyPatch } from '@/lib/feed/patch';
import {
  viewKey,
  type Change,
  type ClientToServer,
  type ServerToClient,
  type Snapshot,
  type ViewError,
  type ViewName,
} from '@/lib/feed/protocol';
import type { Clock } from './clock';

export type ViewStatus = 'loading' | 'live' | 'stale' | 'failed';

export interface ViewState<T = unknown> {
  readonly value: T | undefined;
  readonly status: ViewStatus;
  readonly error: ViewError | null;
  /** Server clock of the newest frame, epoch seconds. */
  readonly at: number | null;
  readonly seq: number;
}

/** `polling`: the socket is blocked, REST is asked instead. */
export type Connection = {
  readonly state: 'connecting' | 'open' | 'polling' | 'down';
  readonly since: number;
};

/** What the feed needs of a socket; socket.io's client has it. */
export interface FeedSocket {
  readonly connected: boolean;
  on<E extends keyof ServerToClient>(event: E, handler: ServerToClient[E]): unknown;
  on(event: 'connect' | 'disconnect' | 'connect_error', handler: () => void): unknown;
  emit<E extends keyof ClientToServer>(event: E, ...args: Parameters<ClientToServer[E]>): unknown;
  connect(): unknown;
  disconnect(): unknown;
}

type Params = Readonly<Record<string, string>>;
type Listener = () => void;

interface Entry {
  readonly view: ViewName;
  readonly params: Params;
  readonly listeners: Set<Listener>;
  latest: ViewState;
  /** What readers see while paused. */
  frozen: ViewState | null;
  /** A snapshot was asked for; changes until then are of no use. */
  awaitingSnapshot: boolean;
  /** Dropped when its time comes and nobody has returned. */
  linger: ReturnType<typeof setTimeout> | null;
}

export const LOADING: ViewState = { value: undefined, status: 'loading', error: null, at: null, seq: 0 };

// Going from a page to its neighbour and back must not cost a new snapshot.
const LINGER_MS = 2000;

export interface FeedOptions {
  readonly socket: FeedSocket;
  readonly clock: Clock;
  /** Reads one view over REST, for when the socket is blocked. */
  readonly poll: (view: ViewName, params: Params) => Promise<unknown>;
  readonly pollEveryMs?: number;
  readonly pollAfterMs?: number;
}

/** One connection and one copy of each view for the whole page, however many components read it. */
export function createFeed({ socket, clock, poll, pollEveryMs = 3000, pollAfterMs = 6000 }: FeedOptions) {
  const entries = new Map<string, Entry>();
  const watchers = new Set<Listener>();
  let connection: Connection = { state: 'connecting', since: clock.now() };
  let visible = true;
  let pausedAt: number | null = null;
  let pollTimer: ReturnType<typeof setTimeout> | null = null;

  const tell = (listeners: Iterable<Listener>) => {
    for (const listener of listeners) listener();
  };
  const update = (entry: Entry, change: Partial<ViewState>) => {
    entry.latest = { ...entry.latest, ...change };
    tell(entry.listeners);
  };
  const setConnection = (state: Connection['state']) => {
    if (connection.state === state) return;
    connection = { state, since: clock.now() };
    tell(watchers);
  };
  const ask = (entry: Entry) => {
    entry.awaitingSnapshot = true;
    if (socket.connected && visible) socket.emit('subscribe', entry.view, { ...entry.params });
  };

  socket.on('connect', () => {
    stopPolling();
    setConnection('open');
    for (const entry of entries.values()) ask(entry);
  });
  socket.on('disconnect', () => lostSocket());
  socket.on('connect_error', () => lostSocket());
  socket.on('snapshot', (frame: Snapshot) => {
    clock.observe(frame.at);
    const entry = entries.get(frame.key);
    if (!entry) return;
    entry.awaitingSnapshot = false;
    update(entry, { value: frame.value, status: 'live', error: null, at: frame.at, seq: frame.seq });
  });
  socket.on('change', (frame: Change) => {
    clock.observe(frame.at);
    const entry = entries.get(frame.key);
    if (!entry || entry.awaitingSnapshot) return;
    if (frame.seq !== entry.latest.seq + 1) {
      entry.awaitingSnapshot = true;
      socket.emit('resync', frame.key);
      return;
    }
    const value = applyPatch(entry.latest.value, frame.patch);
    update(entry, { value, status: 'live', error: null, at: frame.at, seq: frame.seq });
  });
  socket.on('failed', (error: ViewError) => {
    const entry = entries.get(error.key);
    if (entry) update(entry, { status: 'failed', error });
  });

  function lostSocket() {
    if (connection.state !== 'polling') setConnection(connection.state === 'open' ? 'down' : connection.state);
    for (const entry of entries.values()) {
      if (entry.latest.status === 'live' && connection.state !== 'polling') update(entry, { status: 'stale' });
    }
    pollTimer ??= setTimeout(() => void pollAll(), pollAfterMs);
  }

  function stopPolling() {
    if (pollTimer !== null) clearTimeout(pollTimer);
    pollTimer = null;
  }

  async function pollAll() {
    if (visible) await Promise.all([...entries.entries()].map(([key, entry]) => pollOne(key, entry)));
    if (!socket.connected) pollTimer = setTimeout(() => void pollAll(), pollEveryMs);
  }

  async function pollOne(key: string, entry: Entry) {
    try {
      const value = await poll(entry.view, entry.params);
      if (socket.connected || entries.get(key) !== entry) return;
      setConnection('polling');
      update(entry, { value, status: 'live', error: null, at: clock.now(), seq: entry.latest.seq });
    } catch {
      // Nothing answers: the pages say so, and the next round tries again.
      if (socket.connected) return;
      setConnection('down');
      update(entry, { status: entry.latest.value === undefined ? 'loading' : 'stale' });
    }
  }

  function create(view: ViewName, params: Params): Entry {
    const entry: Entry = {
      view,
      params,
      listeners: new Set(),
      latest: LOADING,
      frozen: null,
      awaitingSnapshot: true,
      linger: null,
    };
    return entry;
  }

  return {
    clock,
    subscribe(view: ViewName, params: Params, listener: Listener): () => void {
      const key = viewKey(view, params);
      let entry = entries.get(key);
      if (!entry) {
        entry = create(view, params);
        entries.set(key, entry);
        ask(entry);
      }
      if (entry.linger !== null) clearTimeout(entry.linger);
      entry.linger = null;
      entry.listeners.add(listener);
      const subscribed = entry;
      return () => {
        subscribed.listeners.delete(listener);
        if (subscribed.listeners.size > 0) return;
        subscribed.linger = setTimeout(() => {
          entries.delete(key);
          if (socket.connected && visible) socket.emit('unsubscribe', key);
        }, LINGER_MS);
      };
    },
    /** What readers see: frozen while paused. */
    read: (key: string): ViewState => {
      const entry = entries.get(key);
      return entry?.frozen ?? entry?.latest ?? LOADING;
    },
    /** The newest, also while paused. */
    readLatest: (key: string): ViewState => entries.get(key)?.latest ?? LOADING,
    /** Asks the server again, after a failure. */
    retry(view: ViewName, params: Params): void {
      const entry = entries.get(viewKey(view, params));
      if (!entry) return;
      update(entry, { status: entry.latest.value === undefined ? 'loading' : 'stale', error: null });
      ask(entry);
    },
    setVisible(next: boolean): void {
      if (next === visible) return;
      visible = next;
      if (!socket.connected) return;
      for (const [key, entry] of entries) {
        if (next) ask(entry);
        else socket.emit('unsubscribe', key);
      }
    },
    setPaused(paused: boolean): void {
      if (paused === (pausedAt !== null)) return;
      pausedAt = paused ? clock.now() : null;
      for (const entry of entries.values()) {
        entry.frozen = paused && entry.latest.value !== undefined ? entry.latest : null;
        tell(entry.listeners);
      }
      tell(watchers);
    },
    pausedAt: () => pausedAt,
    connection: () => connection,
    watch(listener: Listener): () => void {
      watchers.add(listener);
      return () => void watchers.delete(listener);
    },
  };
}

export type Feed = ReturnType<typeof createFeed>;
