/** Longest run of spaces between a name, its colon and its value. */
const MAX_SPACES = 20;
const SPACES = /\s*/y;
const PREFIX = /[bBuUrRfF]{0,2}(?=\\*['"])/y;
/** Words after which the secret itself comes: `Authorization: Bearer abc`. */
const SCHEME = /(?:bearer|basic|digest|token|negotiate|apikey|key)[ \t]+(?=[^\s,;)\]}'"])/iy;
/** What tells that there is no secret. */
const EMPTY = /(?:None|null|True|False|true|false|''|""|\[\]|\{\}|\(\)|\*{3,})(?![\w'"])/y;
/** Both are lists of several values, up to the end of their line. */
const WHOLE_LINE = /authorization|cookie/i;

export interface Value {
  readonly from: number;
  readonly to: number;
}

/**
 * The value that follows the name which ends at `end`: `'name': value`, `name=value`, `("name", value)`; a text that was
 * cut ends it. null where none follows.
 */
export function valueAfter(text: string, start: number, end: number): Value | null {
  const quote = quoteAt(text, end);
  let at = skipSpaces(text, quote === null ? end : quote.end);
  const separator = text[at];
  if (separator === ',') {
    if (quote === null || !opensPair(text, start, quote)) return null;
  } else if (separator === '=' ? text[at + 1] === '=' : separator !== ':') return null;
  at += separator === '=' && text[at + 1] === '>' ? 2 : 1;
  // An address, not a value: `token://`.
  if (separator === ':' && text.startsWith('//', at)) return null;
  at = quote === null ? skipBlanks(text, at) : skipSpaces(text, at);
  EMPTY.lastIndex = at;
  if (at >= text.length || EMPTY.test(text)) return null;
  const isLine = separator === ':' && quote === null && WHOLE_LINE.test(text.slice(start, end));
  const to = isLine ? endOfLine(text, at) : endOfValue(text, at);
  if (separator === ',' && !/^\s*[)\]]/.test(text.slice(to, to + MAX_SPACES)) && to < text.length) return null;
  return to > at ? { from: at, to } : null;
}

interface Quote {
  /** With the backslashes before it, of which there are as many as the text is nested. */
  readonly mark: string;
  readonly end: number;
}

function quoteAt(text: string, from: number): Quote | null {
  let at = from;
  while (text[at] === '\\' && at - from < MAX_SPACES) at += 1;
  return text[at] === "'" || text[at] === '"' ? { mark: text.slice(from, at + 1), end: at + 1 } : null;
}

// `["authorization", "…"]`, as lists of headers are: the name alone in its quotes, at the beginning of its list.
function opensPair(text: string, start: number, { mark }: Quote): boolean {
  const opened = start - mark.length;
  return text.startsWith(mark, opened) && /[([]\s{0,20}[bu]?$/.test(text.slice(Math.max(0, opened - 24), opened));
}

function skipSpaces(text: string, from: number): number {
  SPACES.lastIndex = from;
  return Math.min(from + (SPACES.exec(text)?.[0].length ?? 0), from + MAX_SPACES);
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while ((text[at] === ' ' || text[at] === '\t') && at - from < MAX_SPACES) at += 1;
  return at;
}

function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && !'\n\r\'"\\'.includes(text[at] ?? '')) at += 1;
  return at;
}

function endOfValue(text: string, from: number): number {
  PREFIX.lastIndex = from;
  const opened = quoteAt(text, from + (PREFIX.exec(text)?.[0].length ?? 0));
  if (opened !== null) return endOfString(text, opened);
  if ('([{'.includes(text[from] ?? '')) return endOfBrackets(text, from);
  if (text[from] === '<') {
    const close = text.indexOf('>', from);
    return close === -1 ? text.length : close + 1;
  }
  SCHEME.lastIndex = from;
  return endOfWord(text, from + (SCHEME.exec(text)?.[0].length ?? 0));
}

function endOfWord(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const char = text[at] ?? '';
    // `SecretStr('…')`: what is in its brackets belongs to it.
    if (char === '(' || char === '[' || char === '{') return endOfBrackets(text, at);
    if (/[\s,;&)\]}'"<>\\]/.test(char)) return at;
  }
  return text.length;
}

function endOfBrackets(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '(' || char === '[' || char === '{') depth += 1;
    else if (char === ')' || char === ']' || char === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (char === "'" || char === '"') at = endOfString(text, { mark: char, end: at + 1 }) - 1;
  }
  return text.length;
}

// Within a text that is itself quoted, quotes have backslashes: those that close have no more of them.
function endOfString(text: string, { mark, end }: Quote): number {
  const quote = mark.slice(-1);
  const depth = mark.length - 1;
  for (let at = text.indexOf(quote, end); at !== -1; at = text.indexOf(quote, at + 1)) {
    let slashes = 0;
    while (at - slashes > end && text[at - slashes - 1] === '\\') slashes += 1;
    if (depth === 0 ? slashes % 2 === 0 : slashes <= depth) return at + 1;
  }
  return text.length;
}
