import { toIsoTime } from './iso-time';
import { buildTask, CELERY_HEADERS, type BuiltTask } from './task-message';

/** A value that a header of its own may have. */
export type HeaderValue = string | number | boolean | null;

/** A task that is sent from here, with the options of `apply_async` that its message carries. */
export interface SentTask {
  readonly uuid: string;
  readonly name: string;
  /** JSON texts. */
  readonly args: string;
  readonly kwargs: string;
  readonly origin: string;
  /** Epoch seconds. */
  readonly eta: number | null;
  readonly expires: number | null;
  readonly timeLimit: number | null;
  readonly softTimeLimit: number | null;
  readonly shadow: string | null;
  readonly ignoreResult: boolean;
  readonly headers: Readonly<Record<string, HeaderValue>>;
}

/** Whether a header may be added: none that Celery reads, or that a broker or we write. */
export function isOwnHeader(name: string): boolean {
  return !CELERY_HEADERS.has(name) && !/^(?:redelivered$|compression$|x-|celeryscope_)/i.test(name);
}

/** A message of protocol 2, as `apply_async` of the same options would write it. */
export function buildSentTask(task: SentTask): BuiltTask {
  const built = buildTask(task.name, { ...task, retryOf: null });
  const own = Object.entries(task.headers).filter(([name]) => isOwnHeader(name));
  return {
    ...built,
    headers: {
      ...Object.fromEntries(own),
      ...built.headers,
      expires: task.expires === null ? null : toIsoTime(task.expires),
      timelimit: [task.timeLimit, task.softTimeLimit],
      shadow: task.shadow,
      ignore_result: task.ignoreResult,
    },
  };
}
