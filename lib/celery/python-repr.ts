/** Why a text is not whole and plain, in a stable code. */
export type NotPlain =
  /** Shortened by Celery: it holds `...`. */
  | 'cut'
  /** An object's own repr: `<…>`, or a call such as `Decimal('1')`. */
  | 'object'
  | 'set'
  | 'bytes'
  | 'complex'
  /** A backslash: Celery writes strings without escaping it, so it may be one or the beginning of an escape. */
  | 'escape'
  | 'key'
  | 'too-deep'
  | 'not-python';

export type PythonValue =
  | { readonly plain: true; readonly json: string }
  | { readonly plain: false; readonly reason: NotPlain; readonly at: number };

const MAX_DEPTH = 100;

/**
 * The JSON of a Python literal's repr, as Celery puts it into events: `(2, 3)` → `[2, 3]`. Tuples become lists and keys
 * become strings, as Celery's own JSON makes them. Refused is whatever could mean something else than it says.
 */
export function parsePythonRepr(text: string): PythonValue {
  if (text.includes('...')) return { plain: false, reason: 'cut', at: text.indexOf('...') };
  const reader = new Reader(text);
  try {
    const json = reader.value(0);
    reader.end();
    return { plain: true, json };
  } catch (error) {
    if (error instanceof Refusal) return { plain: false, reason: error.reason, at: error.at };
    throw error;
  }
}

class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly reason: NotPlain,
    readonly at: number,
  ) {
    super(reason);
  }
}

const CLOSING = { '(': ')', '[': ']', '{': '}' } as const;
const NUMBER = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?j?/y;
const NAME = /[A-Za-z_][\w.]*/y;
// Python's JSON writes and reads these bare.
const NAMES: ReadonlyMap<string, string> = new Map([
  ['None', 'null'],
  ['True', 'true'],
  ['False', 'false'],
  ['nan', 'NaN'],
  ['inf', 'Infinity'],
]);

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  value(depth: number): string {
    this.space();
    if (depth > MAX_DEPTH) throw new Refusal('too-deep', this.at);
    const char = this.text[this.at];
    if (char === '(' || char === '[') return this.sequence(char, depth);
    if (char === '{') return this.dict(depth);
    if (char === "'" || char === '"') return this.string(char);
    if (char === '<') throw new Refusal('object', this.at);
    return this.scalar();
  }

  end(): void {
    this.space();
    if (this.at < this.text.length) throw new Refusal('not-python', this.at);
  }

  private space(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at += 1;
  }

  private takes(char: string): boolean {
    this.space();
    if (this.text[this.at] !== char) return false;
    this.at += 1;
    return true;
  }

  private sequence(open: '(' | '[', depth: number): string {
    const from = this.at;
    this.at += 1;
    const items: string[] = [];
    let hasComma = false;
    while (!this.takes(CLOSING[open])) {
      if (items.length > 0 && !hasComma) throw this.missing();
      items.push(this.value(depth + 1));
      hasComma = this.takes(',');
    }
    // `(1+2j)` and `(1)` are no tuples.
    if (open === '(' && items.length === 1 && !hasComma) throw new Refusal('not-python', from);
    return `[${items.join(', ')}]`;
  }

  private dict(depth: number): string {
    const from = this.at;
    this.at += 1;
    const members: string[] = [];
    let hasComma = true;
    while (!this.takes('}')) {
      if (!hasComma) throw this.missing();
      const key = this.key(depth);
      if (!this.takes(':')) throw new Refusal(this.isAt(',') || this.isAt('}') ? 'set' : 'not-python', from);
      members.push(`${key}: ${this.value(depth + 1)}`);
      hasComma = this.takes(',');
    }
    return `{${members.join(', ')}}`;
  }

  private isAt(char: string): boolean {
    this.space();
    return this.text[this.at] === char;
  }

  private key(depth: number): string {
    this.space();
    const from = this.at;
    const key = this.value(depth + 1);
    if (key.startsWith('"')) return key;
    if (key.startsWith('[') || key.startsWith('{')) throw new Refusal(this.isAt(':') ? 'key' : 'set', from);
    return `"${key}"`;
  }

  private missing(): Refusal {
    if (this.at >= this.text.length) return new Refusal('cut', this.at);
    // `(1+2j)` reads as 1, then +2j without a comma.
    NUMBER.lastIndex = this.at;
    const isComplex = NUMBER.exec(this.text)?.[0].endsWith('j') === true;
    return new Refusal(isComplex ? 'complex' : 'not-python', this.at);
  }

  // Celery's own repr writes strings raw but for `\'`; Python's escapes backslashes. Without any other backslash both
  // mean the same.
  private string(quote: "'" | '"'): string {
    const from = this.at;
    let read = '';
    for (this.at += 1; this.at < this.text.length; this.at += 1) {
      const char = this.text[this.at] ?? '';
      if (char === quote) {
        this.at += 1;
        return JSON.stringify(read);
      }
      if (char !== '\\') read += char;
      else if (this.text[this.at + 1] === "'" && quote === "'") {
        read += "'";
        this.at += 1;
      } else throw new Refusal('escape', this.at);
    }
    throw new Refusal('cut', from);
  }

  private scalar(): string {
    const { at, text } = this;
    NUMBER.lastIndex = at;
    const number = NUMBER.exec(text)?.[0];
    if (number !== undefined && !/[A-Za-z_]/.test(text[at + number.length] ?? '')) return this.number(number);
    const sign = text[at] === '-' ? '-' : '';
    NAME.lastIndex = at + sign.length;
    const name = NAME.exec(text)?.[0];
    if (name === undefined) throw new Refusal(at >= text.length ? 'cut' : 'not-python', at);
    const next = text[at + sign.length + name.length];
    if (next === "'" || next === '"') throw new Refusal(/^[rR]?[bB][rR]?$/.test(name) ? 'bytes' : 'not-python', at);
    if (name === 'set' || name === 'frozenset') throw new Refusal('set', at);
    const json = NAMES.get(name);
    if (json === undefined || (sign !== '' && json !== 'Infinity'))
      throw new Refusal(name === 'Ellipsis' ? 'cut' : 'object', at);
    this.at += sign.length + name.length;
    return sign + json;
  }

  private number(number: string): string {
    if (number.endsWith('j')) throw new Refusal('complex', this.at);
    if (/^[+-]?0\d/.test(number) && !/[.eE]/.test(number)) throw new Refusal('not-python', this.at);
    this.at += number.length;
    // JSON wants digits on both sides of the point, and no plus.
    return number
      .replace(/^\+/, '')
      .replace(/^(-?)\./, '$10.')
      .replace(/\.(?=$|[eE])/, '.0')
      .replace(/^(-?)0+(?=\d)/, '$1');
  }
}
