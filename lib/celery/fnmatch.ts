const MAX_CHARS = 512;

type Step = { readonly kind: 'many' } | { readonly kind: 'one'; readonly takes: (char: string) => boolean };

/**
 * Whether Python's `fnmatch` takes this text whole: `*`, `?`, `[a-z]` and `[!a-z]`, capitals told apart. Celery reads keys
 * of `task_routes` so when they hold a `*`. Its time grows with the product of both lengths, never faster.
 */
export function globMatches(glob: string, text: string): boolean {
  if (glob.length > MAX_CHARS || text.length > MAX_CHARS) return false;
  const steps = stepsOf(glob);
  let places: ReadonlySet<number> = closure(steps, new Set([0]));
  for (const char of text) {
    const next = new Set<number>();
    for (const place of places) {
      const step = steps[place];
      if (step?.kind === 'many') next.add(place);
      else if (step?.takes(char) === true) next.add(place + 1);
    }
    places = closure(steps, next);
    if (places.size === 0) return false;
  }
  return places.has(steps.length);
}

/** A star takes nothing as well. */
function closure(steps: readonly Step[], places: ReadonlySet<number>): ReadonlySet<number> {
  const all = new Set(places);
  for (const place of all) if (steps[place]?.kind === 'many') all.add(place + 1);
  return all;
}

function stepsOf(glob: string): readonly Step[] {
  const chars = Array.from(glob);
  const steps: Step[] = [];
  for (let at = 0; at < chars.length; at += 1) {
    const char = chars[at] ?? '';
    if (char === '*') steps.push({ kind: 'many' });
    else if (char === '?') steps.push({ kind: 'one', takes: () => true });
    else {
      const end = char === '[' ? endOfSet(chars, at) : -1;
      if (end < 0) steps.push({ kind: 'one', takes: (other) => other === char });
      else {
        steps.push({ kind: 'one', takes: setOf(chars.slice(at + 1, end)) });
        at = end;
      }
    }
  }
  return steps;
}

/** Where a set closes, -1 when it does not and the bracket means itself. The first character of a set may be a bracket. */
function endOfSet(chars: readonly string[], open: number): number {
  const first = chars[open + 1] === '!' ? open + 2 : open + 1;
  return chars.indexOf(']', first + 1);
}

function setOf(inner: readonly string[]): (char: string) => boolean {
  const isNegated = inner[0] === '!';
  const members = isNegated ? inner.slice(1) : inner;
  const takes = (char: string): boolean => {
    for (let at = 0; at < members.length; at += 1) {
      const from = members[at] ?? '';
      const to = members[at + 1] === '-' ? members[at + 2] : undefined;
      if (to === undefined) {
        if (char === from) return true;
      } else {
        if (char >= from && char <= to) return true;
        at += 2;
      }
    }
    return false;
  };
  return isNegated ? (char) => !takes(char) : takes;
}
