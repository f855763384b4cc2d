import { FlowerSearchError, readTokens, type Token } from './flower-search-tokens';

/** What Flower's search can ask of a field; null is all of them. */
export type SearchField = 'name' | 'state' | 'worker' | 'args' | 'kwargs' | 'result';
export type Search =
  | { readonly kind: 'term'; readonly field: SearchField | null; readonly value: string }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Search[] };

const FIELDS: readonly string[] = ['name', 'state', 'worker', 'args', 'kwargs', 'result'] satisfies SearchField[];
const MOST_CHARACTERS = 2048;
const MOST_LEVELS = 5;
const FEWEST_CHARACTERS = 3;

/** Reads a search of Flower 2.1; null asks for everything. Throws a FlowerSearchError in Flower's words. */
export function parseFlowerSearch(text: string): Search | null {
  const query = text.trim();
  if (Array.from(query).length > MOST_CHARACTERS)
    throw new FlowerSearchError(`Query exceeds ${MOST_CHARACTERS} characters`);
  return new SearchParser(readTokens(query)).parse();
}

class SearchParser {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  parse(): Search | null {
    if (this.kind() === 'end') return null;
    const search = this.parseOr(0);
    if (this.kind() !== 'end') throw this.unexpected();
    return search;
  }

  private parseOr(level: number): Search {
    const parts = [this.parseAnd(level)];
    while (this.kind() === 'OR') {
      this.operator('OR');
      parts.push(this.parseAnd(level));
    }
    return joined('or', parts);
  }

  private parseAnd(level: number): Search {
    const parts = [this.parsePrimary(level)];
    while (!['end', ')', 'OR'].includes(this.kind())) {
      if (this.kind() === 'AND') this.operator('AND');
      parts.push(this.parsePrimary(level));
    }
    return joined('and', parts);
  }

  private parsePrimary(level: number): Search {
    const token = this.token();
    if (token.kind !== '(' && token.kind !== 'term')
      throw new FlowerSearchError('Expected a search term', token.position);
    if (token.kind === 'term') {
      this.at += 1;
      return toTerm(token);
    }
    if (level >= MOST_LEVELS)
      throw new FlowerSearchError(`Query nesting exceeds ${MOST_LEVELS} levels`, token.position);
    this.at += 1;
    if (this.kind() === ')') throw new FlowerSearchError('Empty group', token.position);
    const search = this.parseOr(level + 1);
    if (this.kind() !== ')') throw new FlowerSearchError('Missing closing parenthesis', token.position);
    this.at += 1;
    return search;
  }

  private operator(word: 'AND' | 'OR'): void {
    const { position } = this.token();
    this.at += 1;
    if (['end', ')', 'AND', 'OR'].includes(this.kind()))
      throw new FlowerSearchError(`${word} must be followed by a search term`, position);
  }

  private token(): Token {
    // The last one is the end, and nothing goes beyond it.
    return this.tokens[this.at] ?? { kind: 'end', value: '', position: 0 };
  }

  private kind(): Token['kind'] {
    return this.token().kind;
  }

  private unexpected(): FlowerSearchError {
    const { value, position } = this.token();
    return new FlowerSearchError(`Unexpected '${value}'`, position);
  }
}

function joined(kind: 'and' | 'or', parts: readonly Search[]): Search {
  const [first] = parts;
  return first !== undefined && parts.length === 1 ? first : { kind, parts };
}

function toTerm({ value: text, position }: Token): Search {
  const colon = text.indexOf(':');
  const name = text.slice(0, Math.max(colon, 0)).toLowerCase();
  const field = FIELDS.includes(name) ? (name as SearchField) : null;
  const value = field === null ? text : text.slice(colon + 1);
  if (field === null && value.startsWith('-'))
    throw new FlowerSearchError("Negation with '-' is not supported", position);
  if (value === '') throw new FlowerSearchError('Search qualifier requires a value', position);
  const isExact = field === 'state' || (field === 'kwargs' && value.includes('='));
  if (!isExact && Array.from(value.trim()).length < FEWEST_CHARACTERS)
    throw new FlowerSearchError(
      `Substring search terms must contain at least ${FEWEST_CHARACTERS} characters`,
      position,
    );
  return { kind: 'term', field, value };
}
