import { isRecord } from './bounded';

const MAX_DEPTH = 20;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A JSON value as Python's `repr` writes it. */
export function pythonRepr(value: unknown, depth = 0): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string') return pythonString(value);
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object') return '...';
  if (depth >= MAX_DEPTH) return '...';
  if (Array.isArray(value)) return `[${value.map((one) => pythonRepr(one, depth + 1)).join(', ')}]`;
  const members = Object.entries(value).map(([name, one]) => `${pythonString(name)}: ${pythonRepr(one, depth + 1)}`);
  return `{${members.join(', ')}}`;
}

/** A stored exception, `{exc_type, exc_message, …}`, as its `repr`; null for what is none. */
export function exceptionRepr(stored: unknown): string | null {
  if (!isRecord(stored) || typeof stored['exc_type'] !== 'string') return null;
  const { exc_type: type, exc_message: told } = stored;
  const parts = Array.isArray(told) ? told : told === undefined ? [] : [told];
  return `${type}(${parts.map((part) => pythonRepr(part)).join(', ')})`;
}

function pythonString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = text.replace(/[\\\n\r\t\p{Cc}'"]/gu, (char) => {
    if (char === "'" || char === '"') return char === quote ? `\\${char}` : char;
    return ESCAPES[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `${quote}${inner}${quote}`;
}
