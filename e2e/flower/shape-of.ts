const ANY_UUID = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Members whose values are the same for both, where the rest is of other moments, names and processes. */
const EXACT: readonly string[] = [
  ...['message', 'error', 'searchError', 'task-types'],
  ...['name', 'state', 'args', 'kwargs', 'result', 'exception', 'retries', 'routing_key'],
];

/**
 * What a JSON value is made of, as text that two programs can be compared by: members in the order of their names, types
 * for values, one of each kind for the members of a list. Texts that scripts read stand there as they are.
 */
export function shapeOf(value: unknown, ignored: readonly string[] = []): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${kindsOf(value, ignored).join(' | ')}]`;
  if (typeof value !== 'object') return typeof value;
  const members = Object.entries<unknown>(value as Readonly<Record<string, unknown>>).filter(
    ([name]) => !ignored.includes(name),
  );
  if (members.length > 0 && members.every(([name]) => UUID.test(name)))
    return `{<uuid>: ${kindsOf(
      members.map(([, member]) => member),
      ignored,
    ).join(' | ')}}`;
  const told = members.map(
    ([name, member]) =>
      `${name}: ${EXACT.includes(name) ? JSON.stringify(member).replaceAll(ANY_UUID, '<uuid>') : shapeOf(member, ignored)}`,
  );
  return `{${told.sort().join(', ')}}`;
}

function kindsOf(values: readonly unknown[], ignored: readonly string[]): readonly string[] {
  return [...new Set(values.map((value) => shapeOf(value, ignored)))].sort();
}
