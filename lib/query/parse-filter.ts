import type { Filter, ParsedFilter, Term } from './filter';
import { FilterScanner, FilterSyntaxError } from './filter-scanner';
import { parseTerm } from './parse-term';

export const MAX_FILTER_LENGTH = 2_000;
const MAX_DEPTH = 20;
const MAX_TERMS = 100;

/**
 * Reads a filter such as `state:FAILURE task:mail.* (runtime:>5s OR retries:>0) -"timed out"`. Terms side by side must
 * all hold, `OR` binds weaker than that, `NOT` and a leading `-` stronger. One pass; time grows with the length only.
 */
export function parseFilter(text: string, now: number): ParsedFilter {
  if (text.length > MAX_FILTER_LENGTH) {
    const message = `The filter is longer than ${MAX_FILTER_LENGTH} characters`;
    return { ok: false, message, from: MAX_FILTER_LENGTH, to: text.length, expected: [] };
  }
  try {
    return { ok: true, filter: new FilterParser(text, now).parse() };
  } catch (error) {
    if (!(error instanceof FilterSyntaxError)) throw error;
    return { ok: false, message: error.message, from: error.from, to: error.to, expected: error.expected };
  }
}

class FilterParser {
  private readonly scanner: FilterScanner;
  private terms = 0;
  private depth = 0;

  constructor(
    text: string,
    private readonly now: number,
  ) {
    this.scanner = new FilterScanner(text);
  }

  parse(): Filter {
    this.scanner.skipSpace();
    if (this.scanner.atEnd()) return { kind: 'and', parts: [], from: 0, to: 0 };
    const filter = this.parseOr();
    if (!this.scanner.atEnd()) {
      throw this.scanner.errorHere('There is no “(” for this “)”', ['a term', 'the end of the filter']);
    }
    return filter;
  }

  private parseOr(): Filter {
    const parts = [this.parseAnd()];
    while (this.scanner.takeKeyword('OR')) parts.push(this.parseAnd());
    return joined('or', parts);
  }

  private parseAnd(): Filter {
    const parts = [this.parseNot()];
    for (;;) {
      const explicit = this.scanner.takeKeyword('AND');
      if (!explicit && (this.scanner.atEnd() || this.scanner.peek() === ')' || this.scanner.seesKeyword('OR'))) break;
      parts.push(this.parseNot());
    }
    return joined('and', parts);
  }

  private parseNot(): Filter {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw this.scanner.errorHere(`The filter is nested deeper than ${MAX_DEPTH}`, []);
    const from = this.scanner.at;
    const filter =
      this.scanner.takeKeyword('NOT') || this.scanner.takeMinus() ? this.negated(from) : this.parsePrimary();
    this.depth -= 1;
    return filter;
  }

  private negated(from: number): Filter {
    const part = this.parseNot();
    return { kind: 'not', part, from, to: part.to };
  }

  private parsePrimary(): Filter {
    if (
      this.scanner.atEnd() ||
      this.scanner.peek() === ')' ||
      this.scanner.seesKeyword('OR') ||
      this.scanner.seesKeyword('AND')
    ) {
      throw this.scanner.errorHere('A term is missing here', ['a word', 'field:value', '(']);
    }
    if (this.scanner.peek() !== '(') return this.parseTerm();
    const from = this.scanner.at;
    this.scanner.take('(');
    const inner = this.parseOr();
    const to = this.scanner.at + 1;
    if (!this.scanner.take(')')) throw this.scanner.errorAt(from, from + 1, 'This “(” is not closed', [')']);
    return { ...inner, from, to };
  }

  private parseTerm(): Term {
    this.terms += 1;
    if (this.terms > MAX_TERMS) throw this.scanner.errorHere(`The filter has more than ${MAX_TERMS} terms`, []);
    return parseTerm(this.scanner, this.now);
  }
}

function joined(kind: 'and' | 'or', parts: readonly Filter[]): Filter {
  const [first] = parts;
  const last = parts.at(-1);
  if (first === undefined || last === undefined || parts.length === 1)
    return first ?? { kind: 'and', parts: [], from: 0, to: 0 };
  return { kind, parts, from: first.from, to: last.to };
}
