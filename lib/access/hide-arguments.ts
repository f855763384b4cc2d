const HIDDEN: readonly string[] = [
  'args',
  'kwargs',
  'argsrepr',
  'kwargsrepr',
  'result',
  'traceback',
  // What evidence quotes of a result or an exception.
  'told',
  // It holds an event as it came.
  'lastMalformed',
];
const MAX_DEPTH = 60;

type Json = Readonly<Record<string, unknown>>;

/**
 * An answer without arguments, results, tracebacks and the texts of exceptions, wherever they stand in it. It goes by the
 * names of members, so that an answer that is added later is covered as well.
 */
export function hideArguments(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item: unknown) => hideArguments(item, depth + 1));
  const record = value as Json;
  const kept = withoutQuotes(record);
  return Object.fromEntries(
    Object.entries(kept).map(([name, member]) => [name, hiddenMember(kept, name, member, depth)]),
  );
}

function hiddenMember(record: Json, name: string, member: unknown, depth: number): unknown {
  if (HIDDEN.includes(name)) return null;
  if (name === 'exception') return typeof member === 'string' ? exceptionType(member) : null;
  if (name === 'text' && isTaskEvent(record)) return '';
  return hideArguments(member, depth + 1);
}

/** `ValueError('secret')` and `ValueError: secret` are of the type ValueError; what begins otherwise has none. */
export function exceptionType(text: string): string | null {
  return /^([A-Za-z_][\w.]{0,200})(?:\(|:|$)/.exec(text)?.[1] ?? null;
}

/** The timeline tells the result or the exception of an event. */
function isTaskEvent({ type, at }: Json): boolean {
  return typeof type === 'string' && type.startsWith('task-') && typeof at === 'number';
}

/** A finding's evidence is text as well as a message: what quotes goes from both. */
function withoutQuotes(record: Json): Json {
  const { evidence, messages } = record;
  if (!Array.isArray(evidence) || !isRecord(messages) || !Array.isArray(messages['evidence'])) return record;
  const keeps = messages['evidence'].map((message: unknown) => !quotes(message));
  const left = <T>(list: readonly T[]): readonly T[] => list.filter((_, index) => keeps[index] === true);
  return { ...record, evidence: left(evidence), messages: { ...messages, evidence: left(messages['evidence']) } };
}

function quotes(message: unknown): boolean {
  const values = isRecord(message) ? (message['values'] ?? message['params']) : null;
  return !isRecord(values) || Object.keys(values).some((name) => name === 'exception' || HIDDEN.includes(name));
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
