import { MASK } from './mask';
import { DEFAULT_SECRET_KEYS, secretKeys, type SecretKeys } from './secret-keys';
import { DEFAULT_PATTERNS, type SecretPattern } from './secret-patterns';
import { valueAfter } from './secret-value';

/** Puts a mark in place of secrets; what holds none comes back as it was. */
export interface Masker {
  /** Of text from tasks: Python's repr, an exception, a traceback, a log line; whole or cut off. */
  text<T extends string | null>(text: T): T;
  /** Of JSON's text, whole or cut off; whole JSON stays JSON, with every other digit as it was. */
  json<T extends string | null>(text: T): T;
  /** Of a parsed JSON value. */
  value(value: unknown): unknown;
}

export interface MaskRules {
  /** Beside those known: `iban`, `*licence*`; one with a minus before it is not masked. */
  readonly keys: readonly string[];
  readonly patterns: readonly SecretPattern[];
}

/** Masks nothing. */
export const NO_MASKER: Masker = { text: (text) => text, json: (text) => text, value: (value) => value };

/** Names and patterns that hold everywhere unless they are switched off, and those that were asked for. */
export function createMasker(rules: MaskRules): Masker {
  const keys = secretKeys([...DEFAULT_SECRET_KEYS, ...rules.keys]);
  const patterns = [...DEFAULT_PATTERNS, ...rules.patterns];

  const byPatterns = (text: string): string =>
    patterns.reduce((rest, { sign, replace }) => (sign.test(rest) ? replace(rest) : rest), text);
  const mask = (text: string): string => {
    // Nearly every text of a storm of events leaves after these tests.
    const hasKey = keys.signs.some((sign) => sign.test(text));
    return byPatterns(hasKey ? maskValues(text, keys) : text);
  };
  const json = (text: string): string => {
    const masked = mask(text);
    return masked === text ? text : quoteMarks(masked);
  };
  const value = (node: unknown, depth: number): unknown => {
    if (typeof node === 'string') return mask(node);
    if (typeof node === 'number') return maskedNumber(node, byPatterns);
    if (typeof node !== 'object' || node === null) return node;
    if (depth >= MAX_DEPTH) return MASK;
    if (Array.isArray(node)) {
      const [name, ...rest] = node as unknown[];
      const isPair = typeof name === 'string' && rest.length === 1 && keys.isSecret(name) && !isBare(rest[0]);
      return isPair ? [name, MASK] : node.map((member) => value(member, depth + 1));
    }
    return Object.fromEntries(
      Object.entries(node).map(([name, member]) => [
        name,
        keys.isSecret(name) && !isBare(member) ? MASK : value(member, depth + 1),
      ]),
    );
  };
  return {
    text: (text) => (text === null || text === '' ? text : (mask(text) as typeof text)),
    json: (text) => (text === null || text === '' ? text : (json(text) as typeof text)),
    value: (node) => value(node, 0),
  };
}

/** Deeper ones are masked as a whole: what is decoded is never so deep, and nothing may run off the stack. */
const MAX_DEPTH = 200;

function maskedNumber(node: number, byPatterns: (text: string) => string): unknown {
  const text = String(node);
  return byPatterns(text) === text ? node : MASK;
}

/** Nothing that could be a secret. */
function isBare(value: unknown): boolean {
  return value === null || value === undefined || value === '' || typeof value === 'boolean';
}

function maskValues(text: string, keys: SecretKeys): string {
  const { candidate } = keys;
  let masked = '';
  let from = 0;
  candidate.lastIndex = 0;
  for (let match = candidate.exec(text); match !== null; match = candidate.exec(text)) {
    const start = startOfName(text, match.index);
    const end = endOfName(text, match.index + match[0].length);
    candidate.lastIndex = end;
    if (!keys.isSecret(text.slice(start, end))) continue;
    const value = valueAfter(text, start, end);
    if (value === null) continue;
    masked += text.slice(from, value.from) + MASK;
    from = value.to;
    candidate.lastIndex = value.to;
  }
  return from === 0 ? text : masked + text.slice(from);
}

/** Longer ones are no names. */
const MAX_NAME = 80;
const NAME_CHAR = /[\w-]/;

function startOfName(text: string, from: number): number {
  let at = from;
  while (at > 0 && from - at < MAX_NAME && NAME_CHAR.test(text[at - 1] ?? '')) at -= 1;
  return at;
}

function endOfName(text: string, from: number): number {
  let at = from;
  while (at < text.length && at - from < MAX_NAME && NAME_CHAR.test(text[at] ?? '')) at += 1;
  return at;
}

// Where a whole value was masked JSON wants quotes; within its texts a mark may stand as it is.
function quoteMarks(text: string): string {
  // A string that is never closed goes to the end: looking for its end at each quote would take ages.
  return text.replace(/"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|[^"]+/g, (part) =>
    part.startsWith('"') ? part : part.replaceAll(MASK, `"${MASK}"`),
  );
}
