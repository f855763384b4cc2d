const MOST_TOKENS = 128;

/** A search that Flower would refuse, in its words. */
export class FlowerSearchError extends Error {
  override readonly name = 'FlowerSearchError';
  constructor(message: string, position: number | null = null) {
    super(position === null ? `${message}.` : `${message} at position ${position}.`);
  }
}

export interface Token {
  readonly kind: '(' | ')' | 'AND' | 'OR' | 'term' | 'end';
  readonly value: string;
  /** In characters from the beginning. */
  readonly position: number;
}

/** Splits a search into words, phrases and brackets; the last token is the end. */
export function readTokens(query: string): readonly Token[] {
  const characters = Array.from(query);
  const tokens: Token[] = [];
  for (let at = 0; at < characters.length;) {
    const character = characters[at] ?? '';
    if (/\s/.test(character)) {
      at += 1;
      continue;
    }
    const read = character === '(' || character === ')' ? bracket(character, at) : readWord(characters, at);
    tokens.push(read.token);
    if (tokens.length > MOST_TOKENS) throw new FlowerSearchError(`Query exceeds ${MOST_TOKENS} tokens`);
    at = read.next;
  }
  return [...tokens, { kind: 'end', value: '', position: characters.length }];
}

interface Read {
  readonly token: Token;
  readonly next: number;
}

function bracket(kind: '(' | ')', position: number): Read {
  return { token: { kind, value: kind, position }, next: position + 1 };
}

// Quotation marks may stand anywhere in a word: `name:"a b"`.
function readWord(characters: readonly string[], position: number): Read {
  let value = '';
  let isQuoted = false;
  let isOpen = false;
  let at = position;
  for (; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    const following = characters[at + 1];
    if (character === '\\' && (following === '"' || following === '\\')) {
      value += following;
      at += 1;
    } else if (character === '"') {
      isQuoted = true;
      isOpen = !isOpen;
    } else if (!isOpen && /[\s()]/.test(character)) break;
    else value += character;
  }
  if (isOpen) throw new FlowerSearchError('Unterminated quoted phrase', position);
  if (value === '') throw new FlowerSearchError('Empty search term', position);
  return { token: { kind: wordKind(value, isQuoted, position), value, position }, next: at };
}

function wordKind(value: string, isQuoted: boolean, position: number): 'AND' | 'OR' | 'term' {
  if (isQuoted) return 'term';
  if (value === 'NOT') throw new FlowerSearchError('NOT is not supported', position);
  return value === 'AND' || value === 'OR' ? value : 'term';
}
