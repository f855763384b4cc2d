/** A piece of SQL with its values. */
export interface Fragment {
  readonly text: string;
  readonly values: readonly SqlValue[];
}
export type SqlValue = string | number | null | Uint8Array;

/**
 * Composes SQL: interpolated fragments are spliced in, all else becomes a bound value. A query builder can't say
 * `INDEXED BY`, which SQLite needs, since it guesses badly between "walk newest first" and "seek".
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly (Fragment | SqlValue)[]): Fragment {
  let text = strings[0] ?? '';
  const values: SqlValue[] = [];
  parts.forEach((part, index) => {
    if (isFragment(part)) {
      text += part.text;
      values.push(...part.values);
    } else {
      text += '?';
      values.push(part);
    }
    text += strings[index + 1] ?? '';
  });
  return { text, values };
}

/** A piece of SQL of our own making: a column, an index. Never text from outside. */
export function raw(text: string): Fragment {
  return { text, values: [] };
}

export function joinFragments(parts: readonly Fragment[], separator: string): Fragment {
  return { text: parts.map((part) => part.text).join(separator), values: parts.flatMap((part) => part.values) };
}

export function allOf(parts: readonly Fragment[]): Fragment {
  return parts.length === 0 ? raw('TRUE') : joinFragments(parts.map(inParentheses), ' AND ');
}

export function anyOf(parts: readonly Fragment[]): Fragment {
  return parts.length === 0 ? raw('FALSE') : joinFragments(parts.map(inParentheses), ' OR ');
}

function inParentheses(part: Fragment): Fragment {
  return { text: `(${part.text})`, values: part.values };
}

function isFragment(part: Fragment | SqlValue): part is Fragment {
  return typeof part === 'object' && part !== null && 'text' in part;
}
