import { applyPatch } from '@/lib/feed/patch';
import type { Pace } from '@/lib/feed/pace';
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
import { createPolling } from './polling';
import {
  createEntry,
  LOADING,
  present,
  wantedKey,
  type Entry,
  type Listener,
  type Mode,
  type Params,
  type ViewState,
} from './view-entry';

/** `polling`: the socket is blocked, REST is asked instead. */
export type Connection = {
  readonly state: 'connecting' | 'open' | 'polling' | 'down';
  readonly since: number;
};

/** What the feed needs of a socket; socket.io's client has it. */
export interface FeedSocket {
  readonly connected: boolean;
  /** It is connected or will be by itself; false when the server said goodbye. */
  readonly active: boolean;
  on<E extends keyof ServerToClient>(event: E, handler: ServerToClient[E]): unknown;
  on(event: 'connect' | 'disconnect' | 'connect_error', handler: () => void): unknown;
  emit<E extends keyof ClientToServer>(event: E, ...args: Parameters<ClientToServer[E]>): unknown;
  connect(): unknown;
  disconnect(): unknown;
}

// Going from a page to its neighbour and back must not cost a new snapshot.
const LINGER_MS = 2000;

export interface FeedOptions {
  readonly socket: FeedSocket;
  readonly clock: Clock;
  /** Reads one view over REST, for when the socket is blocked. */
  readonly poll: (view: ViewName, params: Params) => Promise<unknown>;
}

/** One connection and one copy of each view for the whole page, however many components read it. */
export function createFeed({ socket, clock, poll }: FeedOptions) {
  const entries = new Map<string, Entry>();
  const byWire = new Map<string, Entry>();
  const watchers = new Set<Listener>();
  let connection: Connection = { state: 'connecting', since: clock.now() };
  let visible = true;
  let mode: Mode = { pace: null, pausedSince: null };
  let pausedAt: number | null = null;

  const tell = (listeners: Iterable<Listener>) => {
    for (const listener of listeners) listener();
  };
  const update = (entry: Entry, change: Partial<ViewState>) => {
    entry.latest = { ...entry.latest, ...change };
    const before = entry.shown;
    present(entry, mode, clock.now());
    tell(entry.always);
    if (entry.shown !== before) tell(entry.paced);
    // One that was opened while paused has its one snapshot now.
    follow(entry);
    tellPause();
  };
  const setConnection = (state: Connection['state']) => {
    if (connection.state === state) return;
    connection = { state, since: clock.now() };
    tell(watchers);
  };

  /** Asks for what is wanted now, and gives up what is not. */
  function follow(entry: Entry): void {
    const wanted = visible ? wantedKey(entry, mode) : null;
    if (!socket.connected || wanted === entry.wire) return;
    leave(entry);
    if (wanted === null) return;
    entry.wire = wanted;
    entry.awaitingSnapshot = true;
    byWire.set(wanted, entry);
    const live = entry.always.size > 0 || mode.pace === null;
    if (live) socket.emit('subscribe', entry.view, { ...entry.params });
    else socket.emit('subscribe', entry.view, { ...entry.params }, mode.pace ?? undefined);
  }
  function leave(entry: Entry): void {
    if (entry.wire === null) return;
    byWire.delete(entry.wire);
    socket.emit('unsubscribe', entry.wire);
    entry.wire = null;
  }

  /** The pages show the oldest of what is frozen: a page opened later has been read later. */
  function tellPause(): void {
    const frozen = [...entries.values()].flatMap(({ paced, frozenAt }) =>
      paced.size > 0 && frozenAt !== null ? [frozenAt] : [],
    );
    const next = mode.pausedSince === null ? null : frozen.length === 0 ? mode.pausedSince : Math.min(...frozen);
    if (next === pausedAt) return;
    pausedAt = next;
    tell(watchers);
  }
  function setMode(next: Mode): void {
    mode = next;
    for (const entry of entries.values()) {
      entry.slot = 0;
      present(entry, mode, clock.now());
      follow(entry);
      tell(entry.paced);
    }
    tellPause();
    tell(watchers);
  }

  const polling = createPolling({
    round: async () => {
      if (!visible) return;
      await Promise.all([...entries].map(([key, entry]) => pollOne(key, entry)));
    },
    connected: () => socket.connected,
    paceSeconds: () => mode.pace ?? 0,
  });
  async function pollOne(key: string, entry: Entry): Promise<void> {
    if (wantedKey(entry, mode) === null) return;
    try {
      const value = await poll(entry.view, entry.params);
      // A server that was stopped ended the connection for good, and another one answers now.
      if (!socket.active) socket.connect();
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

  const lostSocket = () => {
    byWire.clear();
    if (connection.state !== 'polling') setConnection(connection.state === 'open' ? 'down' : connection.state);
    for (const entry of entries.values()) {
      entry.wire = null;
      if (entry.latest.status === 'live' && connection.state !== 'polling') update(entry, { status: 'stale' });
    }
    polling.start();
  };
  socket.on('connect', () => {
    polling.stop();
    setConnection('open');
    for (const entry of entries.values()) follow(entry);
  });
  socket.on('disconnect', lostSocket);
  socket.on('connect_error', lostSocket);
  socket.on('snapshot', (frame: Snapshot) => {
    clock.observe(frame.at);
    const entry = byWire.get(frame.key);
    if (!entry) return;
    entry.awaitingSnapshot = false;
    update(entry, { value: frame.value, status: 'live', error: null, at: frame.at, seq: frame.seq });
  });
  socket.on('change', (frame: Change) => {
    clock.observe(frame.at);
    const entry = byWire.get(frame.key);
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
    const entry = byWire.get(error.key);
    if (entry) update(entry, { status: 'failed', error });
  });

  const drop = (key: string, entry: Entry) => {
    entries.delete(key);
    if (socket.connected) leave(entry);
  };

  return {
    clock,
    /** `always`: goes on while the pages are paused, and at once whatever their pace. */
    subscribe(view: ViewName, params: Params, listener: Listener, always = false): () => void {
      const key = viewKey(view, params);
      const entry = entries.get(key) ?? createEntry(view, params);
      entries.set(key, entry);
      if (entry.linger !== null) clearTimeout(entry.linger);
      entry.linger = null;
      // Another page while paused shows what is known now, not what was when the one before was paused.
      if (!always && entry.paced.size === 0 && entry.always.size > 0) entry.frozenAt = null;
      const readers = always ? entry.always : entry.paced;
      readers.add(listener);
      present(entry, mode, clock.now());
      follow(entry);
      tellPause();
      return () => {
        readers.delete(listener);
        tellPause();
        if (entry.paced.size + entry.always.size === 0) entry.linger = setTimeout(() => drop(key, entry), LINGER_MS);
        else follow(entry);
      };
    },
    /** What readers see: at the reader's pace, frozen while paused. */
    read: (key: string): ViewState => entries.get(key)?.shown ?? LOADING,
    /** The newest, also while paused. */
    readLatest: (key: string): ViewState => entries.get(key)?.latest ?? LOADING,
    /** Asks the server again, after a failure. */
    retry(view: ViewName, params: Params): void {
      const entry = entries.get(viewKey(view, params));
      if (!entry) return;
      if (socket.connected) leave(entry);
      update(entry, { status: entry.latest.value === undefined ? 'loading' : 'stale', error: null });
    },
    setVisible(next: boolean): void {
      if (next === visible) return;
      visible = next;
      for (const entry of entries.values()) follow(entry);
    },
    setPace(pace: Pace | null): void {
      if (pace !== mode.pace) setMode({ ...mode, pace });
    },
    setPaused(paused: boolean): void {
      if (paused !== (mode.pausedSince !== null)) setMode({ ...mode, pausedSince: paused ? clock.now() : null });
    },
    /** When what is shown was read, while paused; null while it moves. */
    pausedAt: () => pausedAt,
    pace: () => mode.pace,
    connection: () => connection,
    watch(listener: Listener): () => void {
      watchers.add(listener);
      return () => void watchers.delete(listener);
    },
  };
}

export type Feed = ReturnType<typeof createFeed>;
