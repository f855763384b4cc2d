import { parseJsonTolerant } from './parse-json-tolerant';

/** A member of a JSON object: its name, and its value as it was written. */
export interface JsonMember {
  readonly name: string;
  readonly text: string;
}

/**
 * The elements of a JSON array as they were written; null when the text is no array. Numbers keep their digits and NaN
 * its name, which `JSON.parse` would lose.
 */
export function jsonElements(text: string): readonly string[] | null {
  return Array.isArray(parsed(text)) ? parts(text).map(({ from, to }) => text.slice(from, to)) : null;
}

/** The members of a JSON object as they were written; null when the text is none. */
export function jsonMembers(text: string): readonly JsonMember[] | null {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const found = parts(text);
  const members: JsonMember[] = [];
  for (let index = 0; index + 1 < found.length; index += 2) {
    const name = found[index];
    const member = found[index + 1];
    if (name === undefined || member === undefined) break;
    members.push({
      name: JSON.parse(text.slice(name.from, name.to)) as string,
      text: text.slice(member.from, member.to),
    });
  }
  return members;
}

// Only valid JSON is cut up, so the scan below need not check anything.
function parsed(text: string): unknown {
  try {
    return parseJsonTolerant(text);
  } catch {
    // Not JSON: the caller's null says so.
    return undefined;
  }
}

interface Part {
  readonly from: number;
  readonly to: number;
}

/** Where the parts of the outermost array or object stand: elements, or names and values in turn. */
function parts(text: string): Part[] {
  const found: Part[] = [];
  let depth = 0;
  let from = -1;
  let at = 0;
  const close = (end: number): void => {
    if (from >= 0) found.push({ from, to: end });
    from = -1;
  };
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === '"') {
      if (depth === 1 && from < 0) from = at;
      at = endOfString(text, at);
      continue;
    }
    if (char === '[' || char === '{') {
      if (depth === 1 && from < 0) from = at;
      depth += 1;
    } else if (char === ']' || char === '}') {
      depth -= 1;
      if (depth === 0) close(endOfPart(text, from, at));
    } else if (depth === 1 && (char === ',' || char === ':')) close(endOfPart(text, from, at));
    else if (depth === 1 && from < 0 && !isSpace(char)) from = at;
    at += 1;
  }
  return found;
}

function endOfPart(text: string, from: number, separator: number): number {
  let end = separator;
  while (end > from && isSpace(text[end - 1] ?? '')) end -= 1;
  return end;
}

function endOfString(text: string, quote: number): number {
  let at = quote + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\n' || char === '\t' || char === '\r';
}
