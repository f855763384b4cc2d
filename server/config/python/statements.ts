import type { Token } from './token';

type Statement = readonly Token[];

const is = (token: Token | undefined, text: string): boolean =>
  token !== undefined && (token.kind === 'op' || token.kind === 'name') && token.text === text;

/** The statements of a line, which may have semicolons between them. */
export function splitStatements(tokens: Statement): Statement[] {
  const statements: Token[][] = [[]];
  for (const token of tokens) {
    if (is(token, ';')) statements.push([]);
    else statements.at(-1)?.push(token);
  }
  return statements.filter((statement) => statement.length > 0);
}

/** `a = b = 1` and `a: int = 1`; null for whatever is no plain assignment. */
export function targetsOf(
  statement: Statement,
): { readonly names: readonly string[]; readonly value: Statement } | null {
  const equals = positions(statement, '=');
  const [firstEquals] = equals;
  const last = equals.at(-1);
  if (firstEquals === undefined || last === undefined) return null;
  const annotated = is(statement[1], ':') && statement[0]?.kind === 'name' && equals.length === 1;
  const starts = [0, ...equals.slice(0, -1).map((at) => at + 1)];
  const names = starts.map((start, index) => {
    const name = statement[start];
    const isAlone = annotated || equals[index] === start + 1;
    return name?.kind === 'name' && isAlone ? name.text : null;
  });
  const plain = names.filter((name) => name !== null);
  return plain.length === names.length ? { names: plain, value: statement.slice(last + 1) } : null;
}

/** Names that a statement may set in a way that is not read. */
export function boundNames(statement: Statement): string[] {
  const [first, second] = statement;
  const named = ['def', 'class', 'global', 'del', 'for', 'nonlocal'].includes(first?.text ?? '') ? [second] : [];
  const depths = depthsOf(statement);
  const set = statement.filter((token, index) => {
    const next = statement[index + 1];
    if (token.kind !== 'name' || next?.kind !== 'op' || is(statement[index - 1], '.')) return false;
    // The walrus sets a name wherever it stands; an "=" within brackets is an argument's.
    return next.text === ':=' || (depths[index] === 0 && /^(?:[-+*/%@&|^]|\*\*|\/\/|<<|>>)?=$/.test(next.text));
  });
  const unpacked = is(statement[1], ',') || is(first, '(') || is(first, '[') ? beforeEquals(statement) : [];
  const aliases = statement.filter((_token, index) => is(statement[index - 1], 'as'));
  const tokens = [...named, ...set, ...unpacked, ...aliases];
  return [...new Set(tokens.flatMap((token) => (token?.kind === 'name' ? [token.text] : [])))];
}

/** What an import binds; null for a statement that is none. */
export function importedNames(
  statement: Statement,
): { readonly modules: ReadonlyMap<string, 'os' | 'os.environ' | 'os.getenv'>; readonly others: string[] } | null {
  const [first, second] = statement;
  const modules = new Map<string, 'os' | 'os.environ' | 'os.getenv'>();
  const others: string[] = [];
  if (is(first, 'import')) {
    for (const part of parts(statement.slice(1))) {
      const bound = aliasOf(part) ?? part[0]?.text ?? '';
      if (is(part[0], 'os') && (part.length === 1 || is(part[1], 'as'))) modules.set(bound, 'os');
      else if (!is(part[0], 'os')) others.push(bound);
    }
    return { modules, others };
  }
  if (!is(first, 'from')) return null;
  const from = statement.findIndex((token) => is(token, 'import'));
  for (const part of parts(statement.slice(from + 1).filter((token) => !is(token, '(') && !is(token, ')')))) {
    const name = part[0]?.text ?? '';
    const bound = aliasOf(part) ?? name;
    if (is(second, '__future__')) continue;
    if (is(second, 'os') && from === 2 && (name === 'environ' || name === 'getenv')) modules.set(bound, `os.${name}`);
    else others.push(bound);
  }
  return { modules, others };
}

/** Whether it may change the environment, so that what is read of it later is not known: all but plain looks. */
export function touchesEnvironment(statement: Statement, moduleOf: (name: string) => string | undefined): boolean {
  return statement.some((token, index) => {
    if (token.kind !== 'name' || is(statement[index - 1], '.')) return false;
    const imported = moduleOf(token.text);
    const rest = statement.slice(index + 1, index + 5).map(({ text }) => text);
    if (imported === 'os' && rest[0] === '.') {
      if (rest[1] === 'putenv' || rest[1] === 'unsetenv') return true;
      return rest[1] === 'environ' && isChange(statement, index + 3);
    }
    return imported === 'os.environ' && isChange(statement, index + 1);
  });
}

/** `[…] = `, `.update(…)`, or handing it on; not `.get(…)` and `[…]`. */
function isChange(statement: Statement, after: number): boolean {
  if (is(statement[after], '.')) return !is(statement[after + 1], 'get');
  if (!is(statement[after], '[')) return true;
  const close = statement.findIndex((token, index) => index > after && is(token, ']'));
  return /^[^=!<>]?=$/.test(statement[close + 1]?.text ?? '') || is(statement[0], 'del');
}

function parts(tokens: Statement): Statement[] {
  const all: Token[][] = [[]];
  for (const token of tokens) {
    if (is(token, ',')) all.push([]);
    else all.at(-1)?.push(token);
  }
  return all.filter((part) => part.length > 0);
}

function aliasOf(part: Statement): string | null {
  const at = part.findIndex((token) => is(token, 'as'));
  return at === -1 ? null : (part[at + 1]?.text ?? null);
}

function beforeEquals(statement: Statement): Statement {
  const [equals] = positions(statement, '=');
  return equals === undefined ? [] : statement.slice(0, equals);
}

function positions(statement: Statement, text: string): number[] {
  const depths = depthsOf(statement);
  return statement.flatMap((token, index) => (depths[index] === 0 && is(token, text) ? [index] : []));
}

function depthsOf(statement: Statement): number[] {
  let depth = 0;
  return statement.map((token) => {
    if (token.kind === 'op' && '([{'.includes(token.text)) depth += 1;
    if (token.kind === 'op' && ')]}'.includes(token.text)) depth -= 1;
    return depth;
  });
}
