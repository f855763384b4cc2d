import { queryTerm, tasksHref } from '../ui/hrefs';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What a typed or pasted text could mean beside the entries of the palette. */
export type TextMeaning =
  | { readonly kind: 'none' }
  | { readonly kind: 'task'; readonly uuid: string }
  | { readonly kind: 'search'; readonly text: string; readonly href: string };

/** A whole uuid opens its task, also out of a log line's quotes and brackets; any other text filters the list. */
export function meaningOf(typed: string): TextMeaning {
  const text = typed.trim();
  if (text === '') return { kind: 'none' };
  const bare = text.replace(/^[[("'<]+|[\])"'>,.;]+$/g, '');
  if (UUID.test(bare)) return { kind: 'task', uuid: bare.toLowerCase() };
  return { kind: 'search', text, href: tasksHref({ q: isQuery(text) ? text : queryTerm('task', `*${text}*`) }) };
}

function isQuery(text: string): boolean {
  return /^-?[a-z]+:\S/.test(text) || text.includes(' ');
}

/** So many of a kind are offered; who looks for one among thousands types a part of its name. */
const MAX_OFFERED = 50;

/** What the palette offers of a kind: those whose name has all the words typed. */
export function namedLike<T>(all: readonly T[], nameOf: (one: T) => string, typed: string): readonly T[] {
  const words = typed.toLowerCase().split(/\s+/);
  const found: T[] = [];
  for (const one of all) {
    const name = nameOf(one).toLowerCase();
    if (words.every((word) => name.includes(word))) found.push(one);
    if (found.length === MAX_OFFERED) break;
  }
  return found;
}
