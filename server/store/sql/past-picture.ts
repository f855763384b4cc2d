import { situationsAt, type PastTask, type Situation } from '@/lib/cluster/task-at';
import type { PastRow, StoredPast } from '../store';
import { GRAINS } from './kinds';

/** A sample of a queue's depth stands for its time for so long. */
export const SAMPLE_SECONDS = 300;
/** A worker that finished something within so many minutes before and after was there. */
export const SIGN_MINUTES = 15;

/** What is read of a task to tell where it was; names are numbers. */
export type StoredPastTask = readonly [
  uid: unknown,
  name: number | null,
  queue: number | null,
  worker: number | null,
  state: number,
  sent: number | null,
  received: number | null,
  started: number | null,
  ended: number | null,
  updated: number,
  eta: number | null,
  deliveries: number,
];
export const PAST_COLUMNS =
  't.uid, t.name, t.queue, t.worker, t.state, t.sent, t.received, t.started, t.ended, t.updated, t.eta, t.deliveries';

interface Found {
  readonly row: StoredPastTask;
  readonly situation: Situation;
}

export interface PastNames {
  readonly value: (id: number | null) => string | null;
  readonly uuid: (uid: unknown) => string;
}

/** Gathers where each task was at a second in the past. */
export class PastPicture {
  private readonly found: Record<Situation['kind'], Found[]> = {
    running: [],
    reserved: [],
    scheduled: [],
    waiting: [],
  };

  constructor(
    private readonly at: number,
    private readonly names: PastNames,
  ) {}

  /** `whole` is the task itself where it was delivered more than once; else its row says all that is needed. */
  add(row: StoredPastTask, whole: PastTask | null): void {
    for (const situation of situationsAt(whole ?? this.toPast(row), this.at))
      this.found[situation.kind].push({ row, situation });
  }

  /** Lists hold `limit` tasks, oldest first. */
  told(limit: number): Omit<StoredPast, 'oldestAt' | 'isWhole' | 'watched' | 'depth' | 'finished'> {
    const { running, reserved, scheduled, waiting } = this.found;
    const list = (kind: Situation['kind']): readonly PastRow[] =>
      this.found[kind]
        .sort((a, b) => a.situation.since - b.situation.since)
        .slice(0, limit)
        .map((entry) => this.toRow(entry));
    return {
      totals: {
        running: running.length,
        reserved: reserved.length,
        scheduled: scheduled.length,
        waiting: waiting.length,
      },
      running: list('running'),
      reserved: list('reserved'),
      scheduled: list('scheduled'),
      waiting: list('waiting'),
      waitingIn: this.byQueue(waiting),
      heldBy: byWorker(this.found),
    };
  }

  private toPast(row: StoredPastTask): PastTask {
    const [, , , worker, state, sentAt, receivedAt, startedAt, endedAt, updatedAt, eta, deliveries] = row;
    const delivery = {
      worker: this.names.value(worker) ?? '',
      receivedAt,
      startedAt,
      endedAt,
      outcome: null,
      deduplicated: false,
    };
    return {
      state: this.names.value(state) ?? 'UNKNOWN',
      sentAt,
      eta,
      endedAt,
      updatedAt,
      deliveries: deliveries === 0 ? [] : [delivery],
    };
  }

  private toRow({ row, situation }: Found): PastRow {
    const [uid, name, queue, , state, , , , endedAt] = row;
    return {
      uuid: this.names.uuid(uid),
      name: this.names.value(name),
      queue: this.names.value(queue),
      worker: situation.kind === 'waiting' ? null : situation.worker,
      since: situation.since,
      state: this.names.value(state) ?? 'UNKNOWN',
      endedAt,
    };
  }

  private byQueue(waiting: readonly Found[]): StoredPast['waitingIn'] {
    const queues = Map.groupBy(waiting, ({ row }) => row[2]);
    return [...queues].map(([queue, group]) => ({
      queue: this.names.value(queue),
      count: group.length,
      since: group.reduce((oldest, { situation }) => Math.min(oldest, situation.since), Infinity),
    }));
  }
}

/** Which workers finished something before and after, from the starts of their series around that time. */
export function signsOf(
  rows: readonly { readonly worker: number; readonly start: number; readonly grain: number }[],
  at: number,
  names: Pick<PastNames, 'value'>,
): StoredPast['finished'] {
  const minute = Math.floor(at / 60);
  const signs = new Map<number, { before: boolean; after: boolean }>();
  for (const { worker, start, grain } of rows) {
    const known = signs.get(worker) ?? { before: false, after: false };
    signs.set(worker, { before: known.before || start + grain <= minute, after: known.after || start > minute });
  }
  return [...signs].flatMap(([worker, sign]) => {
    const hostname = names.value(worker) ?? '';
    return hostname === '' ? [] : [{ worker: hostname, ...sign }];
  });
}

/** Rows of these grains tell signs. */
export const SIGN_GRAINS = [GRAINS.minute, GRAINS.quarter] as const;

function byWorker(found: Readonly<Record<Situation['kind'], readonly Found[]>>): StoredPast['heldBy'] {
  const counts = new Map<string, { running: number; reserved: number; scheduled: number }>();
  for (const kind of ['running', 'reserved', 'scheduled'] as const) {
    for (const { situation } of found[kind]) {
      if (situation.kind === 'waiting') continue;
      const known = counts.get(situation.worker) ?? { running: 0, reserved: 0, scheduled: 0 };
      counts.set(situation.worker, { ...known, [kind]: known[kind] + 1 });
    }
  }
  return [...counts].map(([worker, held]) => ({ worker, ...held }));
}
