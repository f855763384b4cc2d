/** One `File "…", line n, in f` with the source lines under it. */
export interface TracebackFrame {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly code: readonly string[];
  /** Package it belongs to (`django`, `celery`, `python`); null: the user's own code. */
  readonly library: string | null;
}

/** One `Traceback (most recent call last)` with what it ended in. */
export interface TracebackPart {
  /** How it hangs on the part before it. */
  readonly link: 'cause' | 'context' | null;
  readonly frames: readonly TracebackFrame[];
  /** `module.Type: message`; further lines of the message are in `detail`. */
  readonly exception: string;
  readonly detail: readonly string[];
}

const HEAD = /^\s*Traceback \(most recent call last\):\s*$/;
const FRAME = /^\s*File "([^"\n]{1,1000})", line (\d{1,9})(?:, in (.{1,500}))?\s*$/;
const CAUSE = 'The above exception was the direct cause of the following exception:';
const CONTEXT = 'During handling of the above exception, another exception occurred:';

/** Longer ones are cut before they are read: a traceback is text from outside. */
const MAX_LINES = 5000;

/** Reads CPython's format; empty when the text is something else, which is then to be shown as it is. */
export function parseTraceback(text: string): readonly TracebackPart[] {
  const parts: TracebackPart[] = [];
  const lines = text.split('\n', MAX_LINES);
  let link: TracebackPart['link'] = null;
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    if (line.trim() === CAUSE) link = 'cause';
    if (line.trim() === CONTEXT) link = 'context';
    if (!HEAD.test(line)) {
      at += 1;
      continue;
    }
    const { frames, next } = readFrames(lines, at + 1);
    const ending = readException(lines, next);
    parts.push({ link: parts.length === 0 ? null : link, frames, exception: ending.exception, detail: ending.detail });
    at = ending.next;
    link = null;
  }
  return parts.filter((part) => part.frames.length > 0 || part.exception !== '');
}

function readFrames(lines: readonly string[], from: number): { frames: TracebackFrame[]; next: number } {
  const frames: TracebackFrame[] = [];
  let at = from;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const frame = FRAME.exec(line);
    if (frame !== null) {
      const file = frame[1] ?? '';
      frames.push({ file, line: Number(frame[2]), name: frame[3] ?? '', code: [], library: libraryOf(file) });
      continue;
    }
    const last = frames.at(-1);
    // Source lines and the ^^^^ marks below them are indented by four; the exception stands at the margin.
    if (last === undefined || !/^\s{4}/.test(line)) {
      if (/^\s+\[Previous line repeated/.test(line) && last !== undefined) continue;
      break;
    }
    if (!/^\s*[~^]+\s*$/.test(line)) frames[frames.length - 1] = { ...last, code: [...last.code, line.trim()] };
  }
  return { frames, next: at };
}

function readException(lines: readonly string[], from: number): { exception: string; detail: string[]; next: number } {
  const detail: string[] = [];
  let at = from + 1;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (HEAD.test(line) || line.trim() === CAUSE || line.trim() === CONTEXT) break;
    detail.push(line);
  }
  while (detail.length > 0 && ['', '"""'].includes(detail.at(-1)?.trim() ?? 'x')) detail.pop();
  return { exception: (lines[from] ?? '').trim(), detail, next: at };
}

const INSTALLED = /[/\\](?:site|dist)-packages[/\\]([A-Za-z0-9_.-]+)/;
const STANDARD = /[/\\]lib(?:64)?[/\\]python\d(?:\.\d+)?[/\\]|[/\\]Python\d{2,3}[/\\][Ll]ib[/\\]|^<frozen /;
const OF_CELERY = /(?:^|[/\\])(celery|billiard|kombu|vine|amqp)[/\\]/;

/** `django` for a frame of an installed package, `python` for the standard library, null for the user's own code. */
export function libraryOf(file: string): string | null {
  const installed = INSTALLED.exec(file)?.[1];
  if (installed !== undefined) return installed.replace(/\.(py|so|pyc)$/, '');
  if (STANDARD.test(file)) return 'python';
  return OF_CELERY.exec(file)?.[1] ?? null;
}

export type TracebackItem =
  | { readonly kind: 'frame'; readonly frame: TracebackFrame }
  | { readonly kind: 'folded'; readonly count: number; readonly libraries: readonly string[] };

/** App frames with runs of library frames folded; all frames when none is the user's own. */
export function foldFrames(frames: readonly TracebackFrame[]): readonly TracebackItem[] {
  if (frames.every((frame) => frame.library !== null)) return frames.map((frame) => ({ kind: 'frame', frame }));
  const items: TracebackItem[] = [];
  for (const frame of frames) {
    if (frame.library === null) {
      items.push({ kind: 'frame', frame });
      continue;
    }
    const last = items.at(-1);
    if (last?.kind !== 'folded') {
      items.push({ kind: 'folded', count: 1, libraries: [frame.library] });
      continue;
    }
    const libraries = last.libraries.includes(frame.library) ? last.libraries : [...last.libraries, frame.library];
    items[items.length - 1] = { kind: 'folded', count: last.count + 1, libraries };
  }
  return items;
}

/** Shortens a path to what the reader knows it by: inside the package, or the last three parts. */
export function shortPath(file: string): string {
  const installed = /[/\\](?:site|dist)-packages[/\\](.+)$/.exec(file)?.[1];
  if (installed !== undefined) return installed;
  const parts = file.split(/[/\\]/).filter((part) => part !== '');
  return parts.length <= 3 ? file : parts.slice(-3).join('/');
}
