import { callPlain } from './calls';
import type { Token } from './token';
import { combine, isEqual, isTrue, isWhole, NotPlain, numberOf, type PlainValue } from './value';

export interface Known {
  /** What was assigned above; undefined: nothing that could be read. */
  readonly value: (name: string) => PlainValue | undefined;
  /** `os`, `os.environ` or `os.getenv` by the name that the file gave it; undefined for any other name. */
  readonly module: (name: string) => 'os' | 'os.environ' | 'os.getenv' | undefined;
  /** The variable of the environment; throws NotPlain where the file may have changed it. */
  readonly variable: (name: string) => string | undefined;
}

const MAX_DEPTH = 50;
const CONSTANTS: ReadonlyMap<string, PlainValue> = new Map([
  ['None', { kind: 'none' }],
  ['True', { kind: 'bool', value: true }],
  ['False', { kind: 'bool', value: false }],
]);

/** The value of an expression; throws NotPlain where only Python can tell it. */
export function evaluate(tokens: readonly Token[], known: Known): PlainValue {
  const reader = new ExpressionReader(tokens, known);
  const value = reader.tuple();
  reader.end();
  return value;
}

class ExpressionReader {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly known: Known,
  ) {}

  end(): void {
    const next = this.tokens[this.at];
    if (next !== undefined) throw new NotPlain(`"${next.text}"`);
  }

  /** `1, 2` without brackets is a tuple. */
  tuple(): PlainValue {
    const first = this.either();
    return this.isAt(',') ? { kind: 'list', items: [first, ...this.more()] } : first;
  }

  private more(): PlainValue[] {
    const items: PlainValue[] = [];
    while (this.takes(',')) if (this.tokens[this.at] !== undefined && !this.isAt(')')) items.push(this.either());
    return items;
  }

  private either(): PlainValue {
    let value = this.comparison();
    while (this.takes('or')) {
      const other = this.comparison();
      if (!isTrue(value)) value = other;
    }
    return value;
  }

  private comparison(): PlainValue {
    const left = this.sum();
    for (const operator of ['==', '!=']) {
      if (this.takes(operator)) return { kind: 'bool', value: isEqual(left, this.sum()) === (operator === '==') };
    }
    return left;
  }

  private sum(): PlainValue {
    let value = this.product();
    for (;;) {
      const operator = ['+', '-'].find((one) => this.takes(one));
      if (operator === undefined) return value;
      value = combine(operator, value, this.product());
    }
  }

  private product(): PlainValue {
    let value = this.signed();
    while (this.takes('*')) value = combine('*', value, this.signed());
    return value;
  }

  private signed(): PlainValue {
    if (!this.takes('-')) return this.atom();
    const value = this.atom();
    if (value.kind !== 'number') throw new NotPlain('a minus before it');
    return isWhole(value.text)
      ? { kind: 'number', text: String(-BigInt(value.text)) }
      : { kind: 'number', text: String(-Number(value.text)) };
  }

  private atom(): PlainValue {
    const token = this.tokens[this.at];
    this.at += 1;
    if (token === undefined) throw new NotPlain('an end too soon');
    switch (token.kind) {
      case 'text':
        return this.strings(token.text);
      case 'unclear':
        throw new NotPlain(/f|t/i.test(token.text) ? 'an f-string' : 'such a string');
      case 'number':
        return numberOf(token.text);
      case 'name':
        return this.name(token.text);
      case 'op':
        return this.bracket(token.text);
    }
  }

  /** Strings side by side are one. */
  private strings(first: string): PlainValue {
    let text = first;
    for (let next = this.tokens[this.at]; ; next = this.tokens[this.at]) {
      if (next?.kind === 'unclear') throw new NotPlain('an f-string');
      if (next?.kind !== 'text') return { kind: 'text', text };
      text += next.text;
      this.at += 1;
    }
  }

  private name(name: string): PlainValue {
    const constant = CONSTANTS.get(name);
    if (constant !== undefined) return constant;
    const imported = this.known.module(name);
    let path: string = imported ?? name;
    while (this.takes('.')) {
      path += `.${this.tokens[this.at]?.text ?? ''}`;
      this.at += 1;
    }
    // Without its import it may be anything of that name.
    if (imported === undefined && path !== name) throw new NotPlain(`"${path}"`);
    if (this.isAt('(')) return callPlain(path, this.list('(', ')'), this.known);
    if (path === 'os.environ' && this.isAt('[')) {
      const [key, ...rest] = this.list('[', ']');
      const value = rest.length === 0 && key?.kind === 'text' ? this.known.variable(key.text) : undefined;
      if (value === undefined) throw new NotPlain('a variable that is not set');
      return { kind: 'text', text: value };
    }
    const value = path === name ? this.known.value(name) : undefined;
    if (value === undefined) throw new NotPlain(`"${path}"`);
    return value;
  }

  private bracket(open: string): PlainValue {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new NotPlain('brackets in brackets, too many');
    this.at -= 1;
    const value = open === '(' ? this.parenthesis() : open === '[' ? this.items() : this.dict(open);
    this.depth -= 1;
    return value;
  }

  private parenthesis(): PlainValue {
    this.expect('(');
    if (this.takes(')')) return { kind: 'list', items: [] };
    const value = this.tuple();
    this.expect(')');
    return value;
  }

  private items(): PlainValue {
    return { kind: 'list', items: this.list('[', ']') };
  }

  private dict(open: string): PlainValue {
    if (open !== '{') throw new NotPlain(`"${open}"`);
    this.expect('{');
    while (!this.takes('}')) {
      this.either();
      this.expect(':');
      this.either();
      if (!this.isAt('}')) this.expect(',');
    }
    return { kind: 'dict' };
  }

  private list(open: string, close: string): PlainValue[] {
    this.expect(open);
    const items: PlainValue[] = [];
    while (!this.takes(close)) {
      items.push(this.either());
      if (!this.isAt(close)) this.expect(',');
    }
    return items;
  }

  private isAt(text: string): boolean {
    const next = this.tokens[this.at];
    return next !== undefined && (next.kind === 'op' || next.kind === 'name') && next.text === text;
  }

  private takes(text: string): boolean {
    const is = this.isAt(text);
    if (is) this.at += 1;
    return is;
  }

  private expect(text: string): void {
    if (!this.takes(text)) throw new NotPlain(`"${this.tokens[this.at]?.text ?? 'the end'}"`);
  }
}
