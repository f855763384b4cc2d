import { jsonElements, jsonMembers } from './json-slices';

/** A task message's body in its parts, each as it was written. */
export interface TaskBody {
  readonly args: string;
  readonly kwargs: string;
  /** `{"callbacks": …, "errbacks": …, "chain": …, "chord": …}` */
  readonly embed: string;
  /** Protocol 1 only: what protocol 2 puts into headers. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export type DecodedBody =
  | { readonly ok: true; readonly body: TaskBody }
  /** `not-json`: another serializer (pickle, yaml, msgpack); `not-a-task`: JSON of another shape. */
  | { readonly ok: false; readonly reason: 'not-json' | 'not-a-task' };

/** Cuts the (decompressed) body of a task message into its parts; protocol 2 and protocol 1. */
export function decodeTaskBody(contentType: string, text: string): DecodedBody {
  if (!/^application\/(?:[\w.]+\+)?json\b/i.test(contentType)) return { ok: false, reason: 'not-json' };
  const elements = jsonElements(text);
  if (elements !== null) return fromList(elements);
  const members = jsonMembers(text);
  if (members !== null) return fromDict(new Map(members.map(({ name, text: value }) => [name, value])));
  return { ok: false, reason: 'not-a-task' };
}

function fromList(elements: readonly string[]): DecodedBody {
  const [args, kwargs, embed = 'null'] = elements;
  if (args === undefined || kwargs === undefined || elements.length > 3) return { ok: false, reason: 'not-a-task' };
  return checked({ args, kwargs, embed: jsonMembers(embed) === null ? '{}' : embed, fields: {} });
}

const EMBEDDED = ['callbacks', 'errbacks', 'chain', 'chord'] as const;

function fromDict(members: ReadonlyMap<string, string>): DecodedBody {
  if (!members.has('task')) return { ok: false, reason: 'not-a-task' };
  const embed = EMBEDDED.map((name) => `"${name}": ${members.get(name) ?? 'null'}`).join(', ');
  const fields = Object.fromEntries(
    ['task', 'id', 'timelimit', 'taskset', 'group', 'expires', 'eta'].flatMap((name) => {
      const text = members.get(name);
      return text === undefined ? [] : [[name, JSON.parse(text) as unknown] as const];
    }),
  );
  return checked({
    args: orElse(members.get('args'), '[]'),
    kwargs: orElse(members.get('kwargs'), '{}'),
    embed: `{${embed}}`,
    fields,
  });
}

function orElse(text: string | undefined, empty: string): string {
  return text === undefined || text === 'null' ? empty : text;
}

function checked(body: TaskBody): DecodedBody {
  const isTask = jsonElements(body.args) !== null && jsonMembers(body.kwargs) !== null;
  return isTask ? { ok: true, body } : { ok: false, reason: 'not-a-task' };
}
