/** Where a JSON text stops being one, and why; lines and columns count from 1. */
export interface JsonProblem {
  readonly reason:
    | 'empty'
    | 'value'
    | 'string'
    | 'key'
    | 'colon'
    | 'comma'
    | 'closing'
    | 'trailing'
    | 'depth'
    | 'not-array'
    | 'not-object';
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

const MAX_DEPTH = 200;

/**
 * Checks arguments that a person typed. The text itself is sent on, never its parsed value: a parser would round
 * numbers beyond 2^53. Browsers word and place the errors of `JSON.parse` differently, hence our own reader.
 */
export function checkJson(text: string, expected: 'array' | 'object'): JsonProblem | null {
  const problem = findProblem(text);
  if (problem !== null) return { ...problem, ...placeOf(text, problem.offset) };
  const first = text.search(/\S/);
  if (text.charAt(first) !== (expected === 'array' ? '[' : '{'))
    return { reason: expected === 'array' ? 'not-array' : 'not-object', offset: first, ...placeOf(text, first) };
  return null;
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

type Found = { readonly reason: JsonProblem['reason']; readonly offset: number };

class Reader {
  at = 0;
  constructor(readonly text: string) {}

  space(): void {
    while (' \t\n\r'.includes(this.text.charAt(this.at)) && this.at < this.text.length) this.at += 1;
  }

  take(char: string): boolean {
    if (this.text.charAt(this.at) !== char) return false;
    this.at += 1;
    return true;
  }

  match(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return false;
    this.at += found[0].length;
    return true;
  }

  fail(reason: JsonProblem['reason']): Found {
    return { reason, offset: Math.min(this.at, this.text.length) };
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /(?:true|false|null)\b/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

function findProblem(text: string): Found | null {
  if (text.trim() === '') return { reason: 'empty', offset: 0 };
  const reader = new Reader(text);
  const problem = readValue(reader, 0);
  if (problem !== null) return problem;
  reader.space();
  return reader.at < text.length ? reader.fail('trailing') : null;
}

function readValue(reader: Reader, depth: number): Found | null {
  if (depth > MAX_DEPTH) return reader.fail('depth');
  reader.space();
  if (reader.take('[')) return readMembers(reader, ']', depth, false);
  if (reader.take('{')) return readMembers(reader, '}', depth, true);
  if (reader.text.charAt(reader.at) === '"') return reader.match(STRING) ? null : reader.fail('string');
  return reader.match(NUMBER) || reader.match(WORD) ? null : reader.fail('value');
}

function readMembers(reader: Reader, closing: string, depth: number, keyed: boolean): Found | null {
  reader.space();
  if (reader.take(closing)) return null;
  for (;;) {
    const problem = (keyed ? readKey(reader) : null) ?? readValue(reader, depth + 1);
    if (problem !== null) return problem;
    reader.space();
    if (reader.take(closing)) return null;
    if (!reader.take(',')) return reader.fail(reader.at >= reader.text.length ? 'closing' : 'comma');
  }
}

function readKey(reader: Reader): Found | null {
  reader.space();
  if (!reader.match(STRING)) return reader.fail('key');
  reader.space();
  return reader.take(':') ? null : reader.fail('colon');
}
