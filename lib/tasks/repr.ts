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
  return [...positional, ...named].map(unquoted).join(', ');
}

// `{'id': 'S-1'}` → `{id=S-1}`: in a list the quotes only take room. Quotes within quotes are left as they are.
function unquoted(text: string): string {
  return text.replace(
    /'([^'"\\]*)'(: )?/g,
    (_match, inner: string, colon?: string) => inner + (colon === undefined ? '' : '='),
  );
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

/** One item a line where a collection is wider than `width`, inner ones too, as a reader would set it. */
export function wrapRepr(text: string, width: number): string {
  return wrapAt(text.trim(), width, 0);
}

const MAX_WRAPPED = 6;

function wrapAt(text: string, width: number, depth: number): string {
  const open = text.charAt(0);
  const closing = CLOSING[open];
  if (text.length <= width || closing === undefined || depth > MAX_WRAPPED) return text;
  const items = splitRepr(text).map((item) => wrapItem(item, width - 1, depth + 1));
  if (items.length === 0) return text;
  const comma = items.length === 1 && open === '(' ? ',' : '';
  return `${open}${items.join(',\n').replaceAll('\n', '\n ')}${comma}${text.endsWith(closing) ? closing : ''}`;
}

// In a dict the value is set below its key, so that it keeps the width.
function wrapItem(item: string, width: number, depth: number): string {
  const pair = /^((['"])(?:[^\\]|\\.)*?\2: )([[({].*)$/s.exec(item);
  if (pair === null) return wrapAt(item, width, depth);
  const key = pair[1] ?? '';
  const value = wrapAt(pair[3] ?? '', width - key.length, depth);
  return key + value.replaceAll('\n', `\n${' '.repeat(key.length)}`);
}
