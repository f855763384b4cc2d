import type { UnreadValue } from '@/lib/tasks/stored-answer';

const PICKLE = 0x80;
const NEWEST_PROTOCOL = 5;

/** What the first bytes say that a value is. Nothing is ever opened to find out. */
export function unreadValue(first: Uint8Array, bytes: number, limit: number): UnreadValue {
  const [mark, protocol = 255] = first;
  if (mark === PICKLE && protocol <= NEWEST_PROTOCOL) return { format: 'pickle', bytes };
  return { format: bytes > limit ? 'large' : 'unknown', bytes };
}
