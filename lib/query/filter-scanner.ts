import type { TextValue } from './filter';

export class FilterSyntaxError extends Error {
  override readonly name = 'FilterSyntaxError';
  readonly code = 'bad_filter';
  constructor(
    message: string,
    readonly from: number,
    readonly to: number,
    readonly expected: readonly string[],
  ) {
    super(message);
  }
}

/** Reads the characters of a filter from left to right; never goes back further than one word. */
export class FilterScanner {
  private position = 0;

  constructor(private readonly text: string) {}

  get at(): number {
    return this.position;
  }

  atEnd(): boolean {
    return this.position >= this.text.length;
  }

  peek(): string {
    return this.text[this.position] ?? '';
  }

  skipSpace(): void {
    while (isSpace(this.peek())) this.position += 1;
  }

  /** Takes the character and the space after it, if it stands here. */
  take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.position += 1;
    this.skipSpace();
    return true;
  }

  /** Takes the text, if it stands here. */
  takeText(text: string): boolean {
    if (!this.text.startsWith(text, this.position)) return false;
    this.position += text.length;
    return true;
  }

  seesKeyword(keyword: 'AND' | 'OR' | 'NOT'): boolean {
    if (!this.text.startsWith(keyword, this.position)) return false;
    const next = this.text[this.position + keyword.length] ?? ' ';
    return isSpace(next) || next === '(' || next === ')' || next === '"';
  }

  takeKeyword(keyword: 'AND' | 'OR' | 'NOT'): boolean {
    if (!this.seesKeyword(keyword)) return false;
    this.position += keyword.length;
    this.skipSpace();
    return true;
  }

  /** A leading `-` negates what follows it without a space. */
  takeMinus(): boolean {
    const next = this.text[this.position + 1] ?? ' ';
    if (this.peek() !== '-' || isSpace(next) || next === ')') return false;
    this.position += 1;
    return true;
  }

  /** The field name before a `:` that stands here, with its `:`; null when this is a word or a phrase. */
  takeFieldName(): string | null {
    let end = this.position;
    while (isLetter(this.text[end] ?? '')) end += 1;
    if (end === this.position || this.text[end] !== ':') return null;
    const name = this.text.slice(this.position, end);
    this.position = end + 1;
    return name;
  }

  /** A quoted or plain value; `stop` are characters that end a plain one beside space and parentheses. */
  takeValue(stop: string): TextValue {
    return this.peek() === '"' ? this.takeQuoted() : this.takePlain(stop);
  }

  errorHere(message: string, expected: readonly string[]): FilterSyntaxError {
    return this.errorAt(this.position, Math.min(this.text.length, this.position + 1), message, expected);
  }

  errorAt(from: number, to: number, message: string, expected: readonly string[]): FilterSyntaxError {
    return new FilterSyntaxError(message, from, to, expected);
  }

  private takePlain(stop: string): TextValue {
    const from = this.position;
    while (!this.atEnd() && !isSpace(this.peek()) && !'()"'.includes(this.peek()) && !stop.includes(this.peek())) {
      this.position += 1;
    }
    if (this.peek() === '(' || this.peek() === '"') {
      if (this.position > from) throw this.errorHere(`Quote a value that holds “${this.peek()}”`, ['"…"', 'a space']);
    }
    return { text: this.text.slice(from, this.position), quoted: false };
  }

  private takeQuoted(): TextValue {
    const from = this.position;
    this.position += 1;
    let text = '';
    for (;;) {
      if (this.atEnd()) throw this.errorAt(from, this.text.length, 'This quotation mark is not closed', ['"']);
      const character = this.peek();
      this.position += 1;
      if (character === '"') return { text, quoted: true };
      if (character === '\\' && (this.peek() === '"' || this.peek() === '\\')) {
        text += this.peek();
        this.position += 1;
      } else {
        text += character;
      }
    }
  }
}

function isSpace(character: string): boolean {
  return character !== '' && character.trim() === '';
}

function isLetter(character: string): boolean {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || character === '_';
}
