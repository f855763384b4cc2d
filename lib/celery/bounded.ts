/** Limits on what is kept of a text that comes from outside. */
export const LIMITS = { id: 512, name: 512, text: 10_000, traceback: 65_536 } as const;

/**
 * The string, cut at `limit` characters and never between two halves of a surrogate pair; null for anything else. A half
 * that came alone is replaced: no address can hold it, and `encodeURIComponent` throws.
 */
export function boundedText(value: unknown, limit: number): string | null {
  if (typeof value !== 'string') return null;
  return (value.length <= limit ? value : cut(value, limit)).toWellFormed();
}

/** Like `boundedText`; an empty string reads as null. */
export function boundedName(value: unknown, limit: number): string | null {
  return typeof value === 'string' && value !== '' ? boundedText(value, limit) : null;
}

function cut(text: string, limit: number): string {
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd8_00 && last <= 0xdb_ff ? limit - 1 : limit);
}

export function finiteNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A whole number from 0 up, else null. */
export function countNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

export function flag(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const MAX_DEPTH = 6;

/** A copy of a parsed JSON value whose depth, number of nodes and text lengths are bounded; `…` stands for the rest. */
export function boundedCopy(value: unknown, maxNodes = 500): unknown {
  let left = maxNodes;
  const copy = (node: unknown, depth: number): unknown => {
    if (left <= 0) return '…';
    left -= 1;
    if (typeof node === 'string') return boundedText(node, LIMITS.text);
    if (typeof node !== 'object' || node === null) return node;
    if (depth >= MAX_DEPTH) return '…';
    if (Array.isArray(node)) {
      const kept: unknown[] = [];
      for (const member of node) {
        if (left <= 0) break;
        kept.push(copy(member, depth + 1));
      }
      return kept;
    }
    // fromEntries, since assigning a hostile `__proto__` key would change the object's prototype.
    const kept: [string, unknown][] = [];
    for (const [key, member] of Object.entries(node)) {
      if (left <= 0) break;
      kept.push([cutName(key), copy(member, depth + 1)]);
    }
    return Object.fromEntries(kept);
  };
  return copy(value, 0);
}

function cutName(key: string): string {
  return key.length <= LIMITS.name ? key : cut(key, LIMITS.name);
}

/** A shallow preview of at most `limit` characters: bounded work whatever the size and depth of the value. */
export function excerptOf(value: unknown, limit = 200): string {
  return cutTo(previewOf(value, true), limit);
}

function cutTo(text: string, limit: number): string {
  return text.length <= limit ? text : `${cut(text, limit - 1)}…`;
}

function previewOf(value: unknown, open: boolean): string {
  if (typeof value === 'string') return JSON.stringify(cutTo(value, 80));
  if (Array.isArray(value)) {
    if (!open) return '[…]';
    const shown = value.slice(0, 8).map((member) => previewOf(member, false));
    return `[${shown.join(', ')}${value.length > 8 ? ', …' : ''}]`;
  }
  if (isRecord(value)) {
    if (!open) return '{…}';
    const shown: string[] = [];
    for (const key in value) {
      if (shown.length === 12) break;
      shown.push(`${JSON.stringify(cutTo(key, 40))}: ${previewOf(value[key], false)}`);
    }
    return `{${shown.join(', ')}}`;
  }
  return String(value);
}
