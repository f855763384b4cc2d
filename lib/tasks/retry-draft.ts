import { checkJson, type JsonProblem } from './json-text';

/** What a retry would send, as `GET /api/v1/tasks/{uuid}/message` answers it. */
export interface RetryPreview {
  readonly uuid: string;
  readonly source: 'queue message' | 'unacked message' | 'inspect' | 'result backend' | 'event repr' | 'edited';
  readonly name: string;
  readonly queue: string;
  readonly priority: number;
  /** JSON texts, never parsed here: a parser would round large numbers. */
  readonly args: string;
  readonly kwargs: string;
  /** Secrets in them are masked; the real ones are sent where they are left so. */
  readonly masked: boolean;
  readonly kept: readonly string[];
  readonly notKept: readonly string[];
}

/** What the form holds. */
export interface RetryFields {
  readonly args: string;
  readonly kwargs: string;
  readonly queue: string;
  readonly countdown: string;
  readonly reason: string;
}

/** Body of `POST /api/v1/tasks/{uuid}/retry`: only what differs from the original; arguments as JSON texts. */
export interface RetryDraft {
  readonly args?: string;
  readonly kwargs?: string;
  readonly queue?: string;
  readonly countdown?: number;
  readonly reason?: string;
}

export type RetryCheck =
  | { readonly ok: true; readonly draft: RetryDraft; readonly edited: boolean }
  | {
      readonly ok: false;
      readonly args: JsonProblem | null;
      readonly kwargs: JsonProblem | null;
      readonly countdown: boolean;
    };

const COUNTDOWN_MAX = 31_536_000;

/** Checks the form; the arguments are sent only when they were touched, so that the collector names their true source. */
export function checkRetry(fields: RetryFields, preview: RetryPreview | null, queue: string | null): RetryCheck {
  const args = checkJson(fields.args, 'array');
  const kwargs = checkJson(fields.kwargs, 'object');
  const countdown = fields.countdown.trim() === '' ? null : Number(fields.countdown);
  const badCountdown = countdown !== null && !(countdown >= 0 && countdown <= COUNTDOWN_MAX);
  if (args !== null || kwargs !== null || badCountdown) return { ok: false, args, kwargs, countdown: badCountdown };
  const edited =
    preview === null || fields.args !== shownJson(preview.args) || fields.kwargs !== shownJson(preview.kwargs);
  const wanted = fields.queue.trim();
  return {
    ok: true,
    edited,
    draft: {
      ...(edited ? { args: fields.args, kwargs: fields.kwargs } : {}),
      ...(wanted === '' || wanted === (preview?.queue ?? queue) ? {} : { queue: wanted }),
      ...(countdown === null ? {} : { countdown }),
      ...(fields.reason.trim() === '' ? {} : { reason: fields.reason.trim() }),
    },
  };
}

/** A JSON text set over lines where it is long, by its own characters: numbers stay as they are written. */
export function shownJson(text: string): string {
  if (text.length <= 60) return text;
  let out = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quoted) {
      out += char;
      if (char === '\\') out += text.charAt((at += 1));
      else if (char === '"') quoted = false;
    } else if (char === '"') {
      quoted = true;
      out += char;
    } else if (char === '[' || char === '{') {
      depth += 1;
      out += char;
      if (depth === 1) out += '\n  ';
    } else if (char === ']' || char === '}') {
      depth -= 1;
      out += depth === 0 ? `\n${char}` : char;
    } else if (char === ',') out += depth === 1 ? ',\n  ' : ', ';
    else if (char === ':') out += ': ';
    else if (!/\s/.test(char)) out += char;
  }
  return out;
}
