import { NotPython, type Token } from './token';

interface Start {
  readonly prefix: string;
  readonly quote: string;
  readonly line: number;
}

const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const OCTAL = /[0-7]{1,3}/y;
const CODED: Readonly<Record<string, RegExp>> = {
  x: /[\da-fA-F]{2}/y,
  u: /[\da-fA-F]{4}/y,
  U: /[\da-fA-F]{8}/y,
};

/** The string whose quotes begin before `from`, and where it ends. */
export function readString(text: string, from: number, start: Start): { readonly end: number; readonly token: Token } {
  const { prefix, quote, line } = start;
  const isRaw = /r/i.test(prefix);
  let unclear = /[bft]/i.test(prefix);
  let value = '';
  let at = from;
  for (;;) {
    const char = text[at];
    if (char === undefined || (quote.length === 1 && char === '\n')) throw new NotPython(line, 'a string does not end');
    if (text.startsWith(quote, at)) break;
    if (char !== '\\') {
      // What stands there is no UTF-8: the character that it was is not known.
      if (char === '\uFFFD') unclear = true;
      value += char;
      at += 1;
      continue;
    }
    const escape = isRaw ? rawEscape(text, at) : readEscape(text, at);
    unclear ||= escape.value === null;
    value += escape.value ?? '';
    at = escape.end;
  }
  const end = at + quote.length;
  return { end, token: unclear ? { kind: 'unclear', text: prefix, line } : { kind: 'text', text: value, line } };
}

interface Escape {
  /** Null where only Python can tell. */
  readonly value: string | null;
  readonly end: number;
}

/** It keeps the quote from ending the string, and stays as it is. */
function rawEscape(text: string, at: number): Escape {
  return { value: text.slice(at, at + 2), end: at + 2 };
}

function readEscape(text: string, at: number): Escape {
  const next = text[at + 1] ?? '';
  if (next === '\n') return { value: '', end: at + 2 };
  const simple = SIMPLE[next];
  if (simple !== undefined) return { value: simple, end: at + 2 };
  const octal = digits(OCTAL, text, at + 1);
  if (octal !== null) return { value: String.fromCodePoint(parseInt(octal, 8)), end: at + 1 + octal.length };
  const coded = CODED[next];
  if (coded !== undefined) {
    const hex = digits(coded, text, at + 2);
    const point = parseInt(hex ?? '', 16);
    const isCharacter = hex !== null && point <= 0x10ffff;
    return { value: isCharacter ? String.fromCodePoint(point) : null, end: at + 2 + (hex ?? '').length };
  }
  // \N{NAME} needs Python's table of names; any other backslash stays.
  return next === 'N' ? { value: null, end: at + 2 } : { value: `\\${next}`, end: at + 2 };
}

function digits(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
