import type { Filter, Word } from '../query/filter';
import { formatFilter } from '../query/format-filter';
import { parseFilter } from '../query/parse-filter';
import { searchesTexts } from '../query/searches-texts';
import { isBounded, may, type Access } from './access';
import { scopeFilter } from './scope';

export type SeenFilter =
  | { readonly ok: true; readonly q: string }
  /** It looks into what this reader may not see: the answer would tell it bit by bit. */
  | { readonly ok: false; readonly hidden: string };

/** The filter that somebody may ask: theirs, within their scope. What can't be read is left for whoever reads it. */
export function seenFilter(q: string, access: Access, now: number): SeenFilter {
  const mayRead = may(access, 'view-arguments');
  if (mayRead && !isBounded(access)) return { ok: true, q };
  const parsed = parseFilter(q, now);
  if (!parsed.ok) return { ok: true, q };
  const filter = mayRead ? parsed.filter : withoutTexts(parsed.filter);
  if (!mayRead && searchesTexts(filter)) {
    return { ok: false, hidden: 'Arguments, results and exceptions are hidden from this role, also in searches.' };
  }
  const scope = scopeFilter(access.scope);
  if (scope === null) return { ok: true, q: formatFilter(filter) };
  const isAll = filter.kind === 'and' && filter.parts.length === 0;
  const parts = isAll ? [scope] : [scope, filter];
  return { ok: true, q: formatFilter({ kind: 'and', parts, from: 0, to: 0 }) };
}

/** A bare word is looked for in names and ids only; one that can't be said so stays, and is refused. */
function withoutTexts(filter: Filter): Filter {
  if (filter.kind === 'and' || filter.kind === 'or') return { ...filter, parts: filter.parts.map(withoutTexts) };
  if (filter.kind === 'not') return { ...filter, part: withoutTexts(filter.part) };
  return filter.kind === 'word' ? inNames(filter) : filter;
}

function inNames(word: Word): Filter {
  const { text } = word.value;
  if (!/^[\w.:-]+$/.test(text)) return word;
  const { from, to } = word;
  const values = (pattern: string) => [{ text: pattern, quoted: false }];
  const parts: Filter[] = [
    { kind: 'text', field: 'task', values: values(`*${text}*`), from, to },
    { kind: 'text', field: 'uuid', values: values(`${text}*`), from, to },
  ];
  return { kind: 'or', parts, from, to };
}
