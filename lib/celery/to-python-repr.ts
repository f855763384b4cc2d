import { jsonElements, jsonMembers } from './json-slices';

const MAX_LENGTH = 1024;
const MAX_DEPTH = 3;
const WORDS: Readonly<Record<string, string>> = {
  null: 'None',
  true: 'True',
  false: 'False',
  NaN: 'nan',
  Infinity: 'inf',
  '-Infinity': '-inf',
};

/** A JSON text as Celery's events show Python values: cut near 1024 characters and at three levels. */
export function toPythonRepr(json: string, outermost: 'list' | 'tuple' = 'list'): string {
  const text = repr(json, 0, outermost);
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}...`;
}

function repr(json: string, depth: number, shape: 'list' | 'tuple'): string {
  const text = json.trim();
  if (text.startsWith('[')) return list(text, depth, shape);
  if (text.startsWith('{')) return dict(text, depth);
  if (text.startsWith('"')) return quoted(JSON.parse(text) as string);
  return WORDS[text] ?? text;
}

function list(text: string, depth: number, shape: 'list' | 'tuple'): string {
  if (depth >= MAX_DEPTH) return '[...]';
  const items = (jsonElements(text) ?? []).map((item) => repr(item, depth + 1, 'list'));
  if (shape === 'list') return `[${items.join(', ')}]`;
  return items.length === 1 ? `(${items[0] ?? ''},)` : `(${items.join(', ')})`;
}

function dict(text: string, depth: number): string {
  if (depth >= MAX_DEPTH) return '{...}';
  const members = (jsonMembers(text) ?? []).map(
    ({ name, text: value }) => `${quoted(name)}: ${repr(value, depth + 1, 'list')}`,
  );
  return `{${members.join(', ')}}`;
}

// As Celery does: quotes are escaped, backslashes and newlines are not.
function quoted(value: string): string {
  return `'${value.replaceAll("'", "\\'")}'`;
}
