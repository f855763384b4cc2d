import type { TimelineEntry } from '@/lib/api/views';
import { isInFlight } from '@/lib/celery/task-state';
import type { Action } from '@/lib/cluster/action';
import type { EventGap } from '@/lib/cluster/cluster-status';
import type { Task } from '@/lib/cluster/task';
import type { WishChange } from '@/lib/cluster/wish';
import type { Finding } from '@/lib/detectors/finding';
import type { SeriesMinute } from '@/lib/metrics/series';
import type { StoreBatch } from '../store/store';
import { createSpool } from './spool';

export interface PendingLimits {
  /** Newest tasks that wait as they are; older ones that ended are packed. */
  readonly tasks: number;
  /** Taken at once to be written: a large task is a megabyte. */
  readonly batchTasks: number;
  readonly packedBytes: number;
  readonly packTasks: number;
  readonly timeline: number;
  readonly depth: number;
  readonly series: number;
  readonly log: number;
}

const LIMITS: PendingLimits = {
  tasks: 5000,
  batchTasks: 5000,
  packedBytes: 128 * 1024 * 1024,
  packTasks: 1000,
  timeline: 50_000,
  depth: 20_000,
  series: 20_000,
  log: 10_000,
};

/** What was given up, by kind. */
export interface Given {
  depthSamples: number;
  timelineEntries: number;
  /** Minutes of charts, and findings and audit entries, of which there are few. */
  others: number;
  /** Ended tasks: only when nothing else was left to give up. */
  tasks: number;
}

export interface Pending {
  readonly task: (task: Task) => void;
  readonly timeline: (uuid: string, entry: TimelineEntry) => void;
  readonly series: (minute: SeriesMinute) => void;
  readonly depth: (sample: StoreBatch['depth'][number]) => void;
  readonly finding: (finding: Finding) => void;
  readonly action: (action: Action) => void;
  readonly gap: (gap: EventGap) => void;
  readonly wish: (change: WishChange) => void;
  /**
   * The next rows to write, which from here on are under way: first the packed tasks, pack by pack, then everything else,
   * tasks in parts.
   */
  take(): StoreBatch;
  /** What is under way was written. */
  written(): void;
  /** What is under way was written but for these, which wait again. */
  writtenBut(rest: StoreBatch): void;
  /** The store can't be written: keeps what waits within its limits. Nothing may be under way. */
  bound(): void;
  find(uuid: string): Task | null;
  /** Unfinished tasks among those that wait. */
  readonly inFlight: () => readonly Task[];
  /** Changes of wishes that wait. */
  readonly wishes: () => readonly WishChange[];
  /** True once after unfinished tasks were let go, which whoever watches them still has. */
  takeLetGo(): boolean;
  /** Nothing waits; something may be under way. */
  readonly isEmpty: boolean;
  /** What was taken last was a part of what waited. */
  readonly tookPart: boolean;
  /** Tasks that wait or are under way. */
  readonly tasks: number;
  readonly given: Readonly<Given>;
}

/**
 * What waits for the store. While that can't be written memory stays bounded: samples of depth go first, then timeline
 * entries, then unfinished tasks, which memory has anyway; tasks that ended are packed and wait for hours.
 */
export function createPending(limits: Partial<PendingLimits> = {}): Pending {
  const most = { ...LIMITS, ...limits };
  const spool = createSpool();
  let tasks = new Map<string, Task>();
  let series = new Map<string, SeriesMinute>();
  let findings = new Map<string, Finding>();
  let wishes = new Map<string, WishChange>();
  /** Tasks under way, and the number of the pack that they are, if they are one. */
  let underWay = new Map<string, Task>();
  let pack: number | null = null;
  let tookPart = false;
  let timeline: StoreBatch['timeline'][number][] = [];
  let depth: StoreBatch['depth'][number][] = [];
  let actions: Action[] = [];
  let gaps: EventGap[] = [];
  let letGo = false;
  const given: Given = { depthSamples: 0, timelineEntries: 0, others: 0, tasks: 0 };

  const put = {
    task: (task: Task): void => void tasks.set(task.uuid, task),
    series: (minute: SeriesMinute): void =>
      void series.set(JSON.stringify([minute.minute, minute.name, minute.queue, minute.worker]), minute),
    finding: (finding: Finding): void => void findings.set(`${finding.id} ${finding.openedAt}`, finding),
    wish: (change: WishChange): void => void wishes.set(`${change.kind} ${change.id}`, change),
  };

  // New ones: what was taken of the old ones belongs to whoever writes it.
  const clear = (): void => {
    tasks = new Map();
    series = new Map();
    findings = new Map();
    wishes = new Map();
    timeline = [];
    depth = [];
    actions = [];
    gaps = [];
  };

  /** Leaves as many tasks as are taken at once, the oldest; the others, which wait on. */
  const splitTasks = (): Map<string, Task> | null => {
    if (tasks.size <= most.batchTasks) return null;
    const later = tasks;
    tasks = new Map();
    for (const [uuid, task] of later) {
      if (tasks.size >= most.batchTasks) break;
      tasks.set(uuid, task);
      later.delete(uuid);
    }
    return later;
  };

  /** The newest `count` of a list; what goes is counted. */
  const newest = <T>(list: T[], count: number, field: keyof Given): T[] => {
    if (list.length <= count) return list;
    given[field] += list.length - count;
    return list.slice(-count);
  };
  const oldestGo = (map: Map<string, unknown>, count: number): void => {
    for (const key of map.keys()) {
      if (map.size <= count) return;
      map.delete(key);
      given.others += 1;
    }
  };

  const packOld = (): void => {
    if (tasks.size < most.tasks + most.packTasks) return;
    let ended: Task[] = [];
    for (const [uuid, task] of tasks) {
      if (tasks.size <= most.tasks) break;
      tasks.delete(uuid);
      if (isInFlight(task.state)) letGo = true;
      else ended.push(task);
      if (ended.length < most.packTasks) continue;
      spool.add(ended);
      ended = [];
    }
    if (ended.length > 0) spool.add(ended);
    while (spool.bytes > most.packedBytes) {
      const before = spool.tasks;
      spool.remove();
      given.tasks += before - spool.tasks;
    }
  };

  return {
    ...put,
    timeline: (uuid, entry) => void timeline.push({ uuid, entry }),
    depth: (sample) => void depth.push(sample),
    action: (action) => void actions.push(action),
    gap: (gap) => void gaps.push(gap),
    take() {
      // A newer state of a packed task may wait as well: it must be written after it.
      const first = spool.first();
      tookPart = first !== null;
      if (first !== null) {
        pack = first.number;
        return { ...NOTHING, tasks: first.tasks };
      }
      const later = splitTasks();
      const lines = timeline;
      const batch = {
        tasks: [...tasks.values()],
        timeline: later === null ? lines : lines.filter(({ uuid }) => !later.has(uuid)),
        series: [...series.values()],
        depth,
        findings: [...findings.values()],
        actions,
        gaps,
        wishes: [...wishes.values()],
      };
      underWay = tasks;
      clear();
      if (later === null) return batch;
      tookPart = true;
      tasks = later;
      // A line of the timeline needs its task.
      timeline = lines.filter(({ uuid }) => later.has(uuid));
      return batch;
    },
    written() {
      if (pack !== null) spool.remove(pack);
      pack = null;
      underWay = new Map();
    },
    writtenBut(rest) {
      underWay = new Map();
      // Of a pack all is written again: a task may be written twice.
      if (pack !== null) {
        pack = null;
        return;
      }
      // What came meanwhile is newer than what comes back.
      const newer = { tasks, series, findings, wishes };
      tasks = new Map();
      series = new Map();
      findings = new Map();
      wishes = new Map();
      for (const task of rest.tasks) put.task(task);
      for (const minute of rest.series) put.series(minute);
      for (const finding of rest.findings) put.finding(finding);
      for (const change of rest.wishes) put.wish(change);
      for (const [key, task] of newer.tasks) tasks.set(key, task);
      for (const [key, minute] of newer.series) series.set(key, minute);
      for (const [key, finding] of newer.findings) findings.set(key, finding);
      for (const [key, change] of newer.wishes) wishes.set(key, change);
      timeline = [...rest.timeline, ...timeline];
      depth = [...rest.depth, ...depth];
      actions = [...rest.actions, ...actions];
      gaps = [...rest.gaps, ...gaps];
    },
    bound() {
      depth = newest(depth, most.depth, 'depthSamples');
      timeline = newest(timeline, most.timeline, 'timelineEntries');
      oldestGo(series, most.series);
      oldestGo(findings, most.log);
      oldestGo(wishes, most.log);
      actions = newest(actions, most.log, 'others');
      gaps = newest(gaps, most.log, 'others');
      packOld();
    },
    // The newest state first: one is packed only while nothing is under way.
    find: (uuid) => tasks.get(uuid) ?? underWay.get(uuid) ?? (spool.tasks > 0 ? spool.find(uuid) : null),
    wishes: () => [...wishes.values()],
    inFlight: () => [...new Map([...underWay, ...tasks]).values()].filter((task) => isInFlight(task.state)),
    takeLetGo() {
      const was = letGo;
      letGo = false;
      return was;
    },
    get isEmpty() {
      const others = timeline.length + series.size + depth.length + findings.size + actions.length + gaps.length;
      return spool.tasks + tasks.size + others + wishes.size === 0;
    },
    get tookPart() {
      return tookPart;
    },
    get tasks() {
      return spool.tasks + tasks.size + underWay.size;
    },
    given,
  };
}

const NOTHING: StoreBatch = {
  tasks: [],
  timeline: [],
  series: [],
  depth: [],
  findings: [],
  actions: [],
  gaps: [],
  wishes: [],
};
