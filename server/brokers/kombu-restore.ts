import { jsonElements, jsonMembers } from '@/lib/celery/json-slices';
import { parseJsonTolerant } from '@/lib/celery/parse-json-tolerant';

/** What kombu would push back, and where to. */
export interface RestoredMessage {
  readonly payload: string;
  readonly exchange: string;
  readonly routingKey: string;
  /** 0 to 9. */
  readonly priority: number;
}

/**
 * An `unacked` entry as kombu's `_do_restore_message` makes a message of it: both marks of a redelivery are set, and
 * nothing else is touched. It is changed as a text, for Python's numbers have more digits than ours. null: not kombu's.
 */
export function restoredMessage(entry: string): RestoredMessage | null {
  const [message, exchange, routingKey] = jsonElements(entry) ?? [];
  if (message === undefined || exchange === undefined || routingKey === undefined) return null;
  const parts = jsonMembers(message);
  if (parts === null || !parts.some(({ name }) => name === 'body')) return null;
  const properties = memberOf(message, 'properties');
  const key = stringOf(routingKey);
  if (properties === null || key === null) return null;
  const info = memberOf(properties, 'delivery_info');
  const marked = info === null ? properties : withMember(properties, 'delivery_info', redelivered(info));
  const headers = memberOf(message, 'headers');
  const payload = withMember(message, 'properties', marked);
  return {
    payload: headers === null ? payload : withMember(payload, 'headers', redelivered(headers)),
    exchange: stringOf(exchange) ?? '',
    routingKey: key,
    priority: priorityOf(memberOf(properties, 'priority')),
  };
}

function redelivered(object: string): string {
  return withMember(object, 'redelivered', 'true');
}

/** The text of an object with one member set; a text that is no object stays as it is. */
export function withMember(object: string, name: string, text: string): string {
  const members = jsonMembers(object);
  if (members === null) return object;
  const isNew = members.every((member) => member.name !== name);
  const all = members.map((member) => (member.name === name ? { name, text } : member));
  const written = [...all, ...(isNew ? [{ name, text }] : [])];
  return `{${written.map((member) => `${JSON.stringify(member.name)}: ${member.text}`).join(', ')}}`;
}

/** The text of an object's member; null where there is none. */
export function memberOf(object: string, name: string): string | null {
  return jsonMembers(object)?.find((member) => member.name === name)?.text ?? null;
}

function stringOf(text: string): string | null {
  const value: unknown = JSON.parse(text);
  return typeof value === 'string' ? value : null;
}

// As kombu reads it: int() of whatever stands there, within its bounds, else the default.
function priorityOf(text: string | null): number {
  const value: unknown = text === null ? null : parseJsonTolerant(text);
  const isWhole = typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value);
  const number = typeof value === 'number' || typeof value === 'boolean' || isWhole ? Number(value) : 0;
  return Math.max(0, Math.min(9, Math.trunc(number)));
}
