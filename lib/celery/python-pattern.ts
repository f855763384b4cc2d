const MAX_CHARS = 300;
const MAX_STATES = 600;

/** A place of the machine: takes a character, goes on at once to others, or stands at an end of the text. */
type State =
  | { readonly kind: 'take'; readonly takes: (char: string) => boolean; next: number }
  | { readonly kind: 'fork'; next: readonly number[] }
  | { readonly kind: 'start' | 'end'; next: number };

/**
 * A compiled expression as Python prints it, `re.compile('^shop\\..+')`, as a test that begins at the start of a name like
 * `re.match`. Run as a set of places, so that no expression takes long. null for what is beyond letters, classes, groups,
 * alternatives, `* + ?` and `^ $`, and for flags.
 */
export function readPythonPattern(printed: string): ((name: string) => boolean) | null {
  const quoted = /^re\.compile\((['"])(.*)\1\)$/s.exec(printed)?.[2];
  if (quoted === undefined || printed.length > MAX_CHARS) return null;
  const source = quoted.replace(/\\([\\'"])/g, '$1');
  try {
    const machine = compile(Array.from(source));
    return (name) => name.length <= 512 && run(machine, name);
  } catch (error) {
    if (error instanceof UnreadablePattern) return null;
    throw error;
  }
}

class UnreadablePattern extends Error {
  override readonly name = 'UnreadablePattern';
}

interface Piece {
  readonly start: number;
  /** States whose way on is still to be named. */
  readonly open: readonly ((to: number) => void)[];
}

const CLASSES: Readonly<Record<string, (char: string) => boolean>> = {
  d: (char) => /\d/u.test(char),
  w: (char) => /[\p{L}\p{N}_]/u.test(char),
  s: (char) => /\s/u.test(char),
  D: (char) => !/\d/u.test(char),
  W: (char) => !/[\p{L}\p{N}_]/u.test(char),
  S: (char) => !/\s/u.test(char),
};

function compile(source: readonly string[]): { readonly states: readonly State[]; readonly start: number } {
  const states: State[] = [];
  let at = 0;

  const add = (state: State): number => {
    if (states.length >= MAX_STATES) throw new UnreadablePattern();
    return states.push(state) - 1;
  };
  const closeTo = (piece: Piece, to: number): void => piece.open.forEach((name) => name(to));

  const fork = (targets: readonly number[]): { readonly id: number; readonly open: (to: number) => void } => {
    const state: State = { kind: 'fork', next: targets };
    const id = add(state);
    return { id, open: (to) => (state.next = [...state.next, to]) };
  };

  const single = (state: Exclude<State, { kind: 'fork' }>): Piece => {
    const start = add(state);
    return { start, open: [(to) => (state.next = to)] };
  };

  const alternatives = (): Piece => {
    const found = [sequence()];
    while (source[at] === '|') {
      at += 1;
      found.push(sequence());
    }
    const [only] = found;
    if (found.length === 1 && only !== undefined) return only;
    return { start: fork(found.map(({ start }) => start)).id, open: found.flatMap(({ open }) => open) };
  };

  const sequence = (): Piece => {
    let whole: Piece | null = null;
    while (at < source.length && source[at] !== '|' && source[at] !== ')') {
      const next = repeated(atom());
      if (whole === null) whole = next;
      else {
        closeTo(whole, next.start);
        whole = { start: whole.start, open: next.open };
      }
    }
    if (whole !== null) return whole;
    const empty = fork([]);
    return { start: empty.id, open: [empty.open] };
  };

  const repeated = (piece: Piece): Piece => {
    const sign = source[at] ?? '';
    if (!'*+?'.includes(sign) || sign === '') return piece;
    at += 1;
    // Lazy or not finds the same names; possessive repeats do not.
    if (source[at] === '?') at += 1;
    if (source[at] === '+' || source[at] === '*') throw new UnreadablePattern();
    const branch = fork([piece.start]);
    if (sign === '?') return { start: branch.id, open: [...piece.open, branch.open] };
    closeTo(piece, branch.id);
    return { start: sign === '*' ? branch.id : piece.start, open: [branch.open] };
  };

  const atom = (): Piece => {
    const char = source[at] ?? '';
    at += 1;
    switch (char) {
      case '(':
        return group();
      case '[':
        return single({ kind: 'take', takes: charSet(), next: -1 });
      case '.':
        return single({ kind: 'take', takes: (other) => other !== '\n', next: -1 });
      case '^':
        return single({ kind: 'start', next: -1 });
      case '$':
        return single({ kind: 'end', next: -1 });
      case '\\':
        return single({ kind: 'take', takes: escaped(), next: -1 });
      case '*':
      case '+':
      case '?':
      case '{':
        throw new UnreadablePattern();
      default:
        if (source[at] === '{') throw new UnreadablePattern();
        return single({ kind: 'take', takes: (other) => other === char, next: -1 });
    }
  };

  const group = (): Piece => {
    if (source[at] === '?') {
      const named = /^\?(?::|P<\w+>)/.exec(source.slice(at).join(''))?.[0];
      if (named === undefined) throw new UnreadablePattern();
      at += named.length;
    }
    const inner = alternatives();
    if (source[at] !== ')') throw new UnreadablePattern();
    at += 1;
    if (source[at] === '{') throw new UnreadablePattern();
    return inner;
  };

  const escaped = (): ((char: string) => boolean) => {
    const char = source[at] ?? '';
    at += 1;
    const known = CLASSES[char];
    if (known !== undefined) return known;
    if (char === '' || /[A-Za-z0-9]/.test(char)) throw new UnreadablePattern();
    return (other) => other === char;
  };

  const charSet = (): ((char: string) => boolean) => {
    const isNegated = source[at] === '^';
    if (isNegated) at += 1;
    const members: ((char: string) => boolean)[] = [];
    for (let isFirst = true; isFirst || source[at] !== ']'; isFirst = false) {
      const from = source[at];
      if (from === undefined) throw new UnreadablePattern();
      at += 1;
      if (from === '\\') members.push(escaped());
      else if (source[at] === '-' && source[at + 1] !== ']') {
        const to = source[at + 1];
        if (to === undefined || to === '\\') throw new UnreadablePattern();
        at += 2;
        members.push((char) => char >= from && char <= to);
      } else members.push((char) => char === from);
    }
    at += 1;
    return (char) => members.some((takes) => takes(char)) !== isNegated;
  };

  const whole = alternatives();
  if (at < source.length) throw new UnreadablePattern();
  // Where the whole has matched: a place beyond the last state.
  closeTo(whole, MAX_STATES);
  return { states, start: whole.start };
}

function run({ states, start }: ReturnType<typeof compile>, name: string): boolean {
  const chars = Array.from(name);
  const reach = (from: Iterable<number>, at: number): ReadonlySet<number> => {
    const all = new Set(from);
    for (const id of all) {
      const state = states[id];
      if (state?.kind === 'fork') for (const next of state.next) all.add(next);
      else if (state?.kind === 'start' && at === 0) all.add(state.next);
      else if (state?.kind === 'end' && at === chars.length) all.add(state.next);
    }
    return all;
  };
  let places = reach([start], 0);
  for (const [at, char] of chars.entries()) {
    if (places.has(MAX_STATES)) return true;
    const next = [...places].flatMap((id) => {
      const state = states[id];
      return state?.kind === 'take' && state.takes(char) ? [state.next] : [];
    });
    places = reach(next, at + 1);
  }
  return places.has(MAX_STATES);
}
