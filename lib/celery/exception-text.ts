import { LIMITS, boundedText } from './bounded';

export interface ExceptionText {
  readonly text: string | null;
  readonly type: string | null;
}

// billiard ≥ 4 wraps a lost process and a hard time limit so; what happened stands in the traceback only.
const WRAPPED = 'ExceptionWithTraceback(';
// Celery 4 tells `None` for a retry; its traceback ends with `celery.exceptions.Retry: Retry in 1s: RuntimeError('…')`.
const NO_EXCEPTION = 'None';
const RETRY_CAUSE = /^Retry: Retry (?:in|at) .{1,60}?: ([\s\S]+)$/;
const REPR_TYPE = /^<?([A-Za-z_][\w.]{0,200})\s*(?:\(|:|$|>)/;

/** The exception of a failed or retried task as people know it: its own text and the name of its class. */
export function exceptionText(exception: string | null, traceback: string | null): ExceptionText {
  const told = toldText(exception, traceback);
  const type = told === null ? null : REPR_TYPE.exec(told)?.[1];
  return { text: told, type: type === undefined || type === null ? null : classNameOf(type) };
}

function toldText(exception: string | null, traceback: string | null): string | null {
  if (exception?.startsWith(WRAPPED) === true) return unwrapped(traceback) ?? exception;
  if (exception !== NO_EXCEPTION) return exception;
  const told = unwrapped(traceback);
  return told === null ? null : (RETRY_CAUSE.exec(told)?.[1] ?? told);
}

function classNameOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

// `billiard.exceptions.WorkerLostError: Worker exited …` → `WorkerLostError: Worker exited …`, and
// `billiard.exceptions.TimeLimitExceeded: TimeLimitExceeded(2,)` → `TimeLimitExceeded(2,)`.
function unwrapped(traceback: string | null): string | null {
  if (traceback === null) return null;
  const line = lastStatement(traceback);
  const match = line === null ? null : /^([A-Za-z_][\w.]*)(?::\s*([\s\S]*))?$/.exec(line);
  if (match === null) return null;
  const name = classNameOf(match[1] ?? '');
  const said = match[2] ?? '';
  if (said === '' || said.startsWith(`${name}(`)) return said === '' ? name : said;
  return boundedText(`${name}: ${said}`, LIMITS.text);
}

/** What follows the last indented line: a traceback ends with `Type: text`, and the text may have several lines. */
function lastStatement(traceback: string): string | null {
  const lines = traceback.trimEnd().split('\n');
  let start = lines.length;
  while (start > 0 && !/^\s/.test(lines[start - 1] ?? '') && lines.length - start < 20) start -= 1;
  // Without any indented line (a bare statement, maybe after quote marks) the last line is all there is.
  const statement = start === lines.length ? lines.at(-1) : lines.slice(start).join('\n');
  return statement?.replace(/^["'\s]+/, '').trim() ?? null;
}
