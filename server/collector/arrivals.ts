/**
 * Waits before each time a worker that arrived is asked. It tells that it is online before it listens to commands, so
 * the first question may be lost; a solo worker in a long task answers minutes later.
 */
const PAUSES_MS = [300, 700, 1500, 3000, 6000, 15_000, 30_000, 60_000, 120_000, 300_000];
/**
 * Named in one message, and at most once a second while more of them wait: when thousands come back together, each
 * message goes to all of them, and each answers it for every command.
 */
const MAX_AT_ONCE = 100;
const CROWDED_MS = 1000;
/** No cluster that is watched is larger; names beyond it are made up. */
const MAX_WAITING = 10_000;

interface Arrival<C> {
  readonly left: Set<C>;
  asked: number;
  dueAt: number;
}

export interface Arrivals<C> {
  /** A worker appeared or came back: it is to be asked everything. */
  add(hostname: string, nowMs: number): void;
  answered(hostname: string, command: C): void;
  /** Whom to ask what now; it is taken for asked. */
  due(nowMs: number): ReadonlyMap<C, readonly string[]>;
}

/** Remembers which workers that arrived have not yet answered which commands. */
export function createArrivals<C>(commands: readonly C[]): Arrivals<C> {
  const arrivals = new Map<string, Arrival<C>>();
  let notBeforeMs = 0;
  return {
    add(hostname, nowMs) {
      if (arrivals.size >= MAX_WAITING && !arrivals.has(hostname)) return;
      arrivals.set(hostname, { left: new Set(commands), asked: 0, dueAt: nowMs + (PAUSES_MS[0] ?? 0) });
    },
    answered(hostname, command) {
      const arrival = arrivals.get(hostname);
      arrival?.left.delete(command);
      if (arrival?.left.size === 0) arrivals.delete(hostname);
    },
    due(nowMs) {
      if (nowMs < notBeforeMs) return new Map<C, string[]>();
      const due = [...arrivals].filter(([, { dueAt }]) => dueAt <= nowMs).slice(0, MAX_AT_ONCE);
      if (due.length === MAX_AT_ONCE) notBeforeMs = nowMs + CROWDED_MS;
      const toAsk = new Map<C, string[]>();
      for (const [hostname, arrival] of due) {
        for (const command of arrival.left) toAsk.set(command, [...(toAsk.get(command) ?? []), hostname]);
        arrival.asked += 1;
        const pause = PAUSES_MS[arrival.asked];
        if (pause === undefined) arrivals.delete(hostname);
        else arrival.dueAt = nowMs + pause;
      }
      return toAsk;
    },
  };
}
