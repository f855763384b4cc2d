import { evaluate, type Known } from './expression';
import { readLogicalLines } from './tokens';
import type { Token } from './token';
import { NotPlain, type PlainValue } from './value';
import { boundNames, importedNames, splitStatements, targetsOf, touchesEnvironment } from './statements';

export interface Assigned {
  readonly line: number;
  readonly value: PlainValue;
}

/** A line of which only Python could tell what it does. */
export interface NotRead {
  readonly line: number;
  /** What it may set. */
  readonly names: readonly string[];
  /** What stands there, such as "a call of f()". */
  readonly what: string;
}

export interface PythonAssignments {
  readonly assigned: ReadonlyMap<string, Assigned>;
  readonly notRead: readonly NotRead[];
  /** Names that other lines use. */
  readonly used: ReadonlySet<string>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Blocks whose names are their own. */
const SCOPES: readonly string[] = ['def', 'class', 'async'];

/**
 * What a Python file assigns at its top, as far as that is plain. A name that is also set in a way that is not plain is
 * not among it: nobody could say which of the two holds. Throws NotPython where no Python would run it.
 */
export function readAssignments(source: string, env: Environment): PythonAssignments {
  const assigned = new Map<string, Assigned>();
  const notRead: NotRead[] = [];
  const used = new Set<string>();
  const modules = new Map<string, 'os' | 'os.environ' | 'os.getenv'>();
  let environmentChanged = false;
  const known: Known = {
    value: (name) => assigned.get(name)?.value,
    module: (name) => modules.get(name),
    variable: (name) => {
      if (environmentChanged) throw new NotPlain('a variable that the file may have changed');
      return Object.hasOwn(env, name) ? env[name] : undefined;
    },
  };
  const giveUp = (line: number, names: readonly string[], what: string): void => {
    for (const name of names) assigned.delete(name);
    notRead.push({ line, names, what });
  };

  let ownIndent: number | null = null;
  for (const { tokens, indent, line } of readLogicalLines(source)) {
    if (ownIndent !== null && indent > ownIndent) {
      seeUsed(tokens);
      continue;
    }
    ownIndent = SCOPES.includes(tokens[0]?.text ?? '') ? indent : null;
    for (const statement of splitStatements(tokens)) {
      const imported = importedNames(statement);
      if (imported !== null) {
        for (const [name, module] of imported.modules) modules.set(name, module);
        if (imported.others.length > 0) takeImport(line, imported.others);
        continue;
      }
      if (touchesEnvironment(statement, known.module)) environmentChanged = true;
      const targets = indent === 0 ? targetsOf(statement) : null;
      if (targets !== null) assign(line, targets.names, targets.value);
      else takeOther(line, statement, indent);
    }
  }
  return { assigned, notRead, used };

  /** Also where nothing is read: a name that an `if` or a function looks at is one of the file's own. */
  function seeUsed(tokens: readonly Token[]): void {
    for (const { kind, text } of tokens) if (kind === 'name') used.add(text);
  }

  function takeImport(line: number, names: readonly string[]): void {
    giveUp(line, names, names.includes('*') ? 'an import of all that another file has' : 'an import');
  }

  function assign(line: number, names: readonly string[], value: readonly Token[]): void {
    seeUsed(value);
    try {
      const result = evaluate(value, known);
      for (const name of names) assigned.set(name, { line, value: result });
    } catch (error) {
      if (!(error instanceof NotPlain)) throw error;
      giveUp(line, names, error.message);
    }
  }

  function takeOther(line: number, statement: readonly Token[], indent: number): void {
    seeUsed(statement);
    const names = boundNames(statement);
    const [first] = statement;
    if (names.length > 0) giveUp(line, names, indent > 0 ? 'a line of a block' : `"${first?.text ?? ''}"`);
  }
}
