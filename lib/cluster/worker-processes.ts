/** A main process that beats under a worker's name. Our clock. */
export interface WorkerProcess {
  readonly pid: number;
  readonly firstSeenAt: number;
  readonly seenAt: number;
}

/** A process that was heard within this time may live, whichever was heard last. */
const HEARD_SECONDS = 10;
/** Heartbeats of a process that was replaced may be on their way for so long. */
const ON_ITS_WAY_SECONDS = 3;
/** Of one that never comes up for long (a restart loop) only the newest are kept. */
const MAX_PROCESSES = 8;

/** The processes with one more sign of life. One that says that it leaves is none any more. */
export function withProcess(
  processes: readonly WorkerProcess[],
  pid: number | null,
  isOffline: boolean,
  at: number,
): readonly WorkerProcess[] {
  if (pid === null) return processes;
  const known = processes.find((one) => one.pid === pid);
  const others = processes.filter((one) => one.pid !== pid && at - one.seenAt <= HEARD_SECONDS);
  if (isOffline) return others;
  return [...others, { pid, firstSeenAt: known?.firstSeenAt ?? at, seenAt: at }].slice(-MAX_PROCESSES);
}

/**
 * Processes that were heard lately, the newest last. After a restart the former one is among them for a moment: it can't
 * be told from a second worker of the same name.
 */
export function recentPids(processes: readonly WorkerProcess[], now: number): readonly number[] {
  return processes.filter(({ seenAt }) => now - seenAt <= HEARD_SECONDS).map(({ pid }) => pid);
}

/** Those that live at once for certain: each was heard when the others were there already. */
export function twinPids(processes: readonly WorkerProcess[], now: number): readonly number[] {
  const recent = processes.filter(({ seenAt }) => now - seenAt <= HEARD_SECONDS);
  const newestAt = Math.max(...recent.map(({ firstSeenAt }) => firstSeenAt));
  const isTwin = ({ seenAt }: WorkerProcess) => seenAt > newestAt + ON_ITS_WAY_SECONDS;
  const twins = recent.filter(isTwin);
  return twins.length > 1 ? twins.map(({ pid }) => pid) : [];
}
