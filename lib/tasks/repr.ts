/**
 * Splits a Python `repr` at its top level. The text comes from events: cut near 1,024 characters, so quotes and
 * brackets may stay open; then the last item is what is left.
 */
export function splitRepr(text: string): readonly string[] {
  const inner = innerOf(text.trim());
  const items: string[] = [];
  let depth = 0;
  let quote: string | null = null;
  let start = 0;
  for (let at = 0; at < inner.length; at += 1) {
    const char = inner.charAt(at);
    if (quote !== null) {
      if (char === '\\') at += 1;
      else if (char === quote) quote = null;
    } else if (char === '"' || char === "'") quote = char;
    else if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char)) depth -= 1;
    else if (char === ',' && depth === 0) {
      items.push(inner.slice(start, at).trim());
      start = at + 1;
    }
  }
  items.push(inner.slice(start).trim());
  return items.filter((item) => item !== '');
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

function innerOf(text: string): string {
  const closing = CLOSING[text.charAt(0)];
  if (closing === undefined) return text;
  return text.endsWith(closing) ? text.slice(1, -1) : text.slice(1);
}

/** `'order': 884196` → `order=884196`; null when the item is no pair with a plain text key. */
function pairOf(item: string): string | null {
  const pair = /^(['"])([A-Za-z_]\w{0,60})\1:\s*(.+)$/s.exec(item);
  return pair === null ? null : `${pair[2] ?? ''}=${pair[3] ?? ''}`;
}

/** The call as it would be written, without its name: what tells one run of a type from another. */
export function argumentsExcerpt(args: string | null, kwargs: string | null): string {
  const named = kwargs === null ? [] : splitRepr(kwargs).map((item) => pairOf(item) ?? item);
  const positional = args === null ? [] : splitRepr(args);
  return [...positional, ...named].join(', ');
}

/** Celery cuts the texts of events here (`argsrepr_maxsize`), counting in characters, and ends them with dots. */
export const CELERY_CUT = 1024;

export type ReprCut = 'length' | 'depth' | null;

/** Whether something is missing: the end of a long text, or values nested deeper than three levels. */
export function reprCut(text: string | null): ReprCut {
  if (text === null || !text.includes('...')) return null;
  if (text.length >= CELERY_CUT - 64) return 'length';
  return /(?:^|[[({,:\s])\.\.\.(?:$|[\])},])/.test(text) ? 'depth' : null;
}

/** One item a line when the text is longer than `width`, as a reader would set it. */
export function wrapRepr(text: string, width: number): string {
  const open = text.trim().charAt(0);
  if (text.length <= width || CLOSING[open] === undefined) return text;
  const items = splitRepr(text);
  if (items.length < 2) return text;
  const closed = text.trim().endsWith(CLOSING[open] ?? '');
  return `${open}${items.join(',\n ')}${closed ? (CLOSING[open] ?? '') : ''}`;
}
