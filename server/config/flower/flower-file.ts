import { ConfigError } from '../config-error';
import type { Given, Source } from '../given';
import { meant, printable } from '../option-names';
import { OPTIONS, type OptionKey } from '../options';
import { readAssignments, type NotRead } from '../python/assignments';
import { NotPython } from '../python/token';
import type { PlainValue } from '../python/value';
import { FLOWERS } from './flower-names';
import { soften } from './soften';
import { notNeeded, unneeded } from './unneeded';

export interface FlowerFile {
  readonly options: Source;
  /** Options that the file may set in a way that only Python could tell, each with the line that says so. */
  readonly notRead: ReadonlyMap<OptionKey, string>;
  readonly warnings: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

const MAX_BYTES = 1024 * 1024;

/** Reads Flower's `flowerconfig.py` as far as its assignments are plain. */
export function readFlowerFile(path: string, text: string, env: Environment): FlowerFile {
  const file = printable(path);
  if (text.length > MAX_BYTES) throw new ConfigError(`--conf ${file}: is larger than a file with options can be.`);
  const { assigned, notRead, used } = attempt(file, () => readAssignments(text, env));
  const options = new Map<OptionKey, Given>();
  const missed = new Map<OptionKey, string>();
  const warnings: string[] = [];
  const warn = (line: string): void => void warnings.push(line);
  for (const unread of notRead) readUnread(unread);
  for (const [name, { line, value }] of assigned) {
    const place = `${file}, line ${line}`;
    const key = FLOWERS.get(name);
    const known = unneeded(name.replaceAll('_', '-'));
    if (key === 'conf') continue;
    if (key !== undefined) take(key, name, line, value);
    else if (known !== undefined) warn(notNeeded(`${place}: ${printable(name)}`, known));
    // A name of the file's own that other lines use is no option that was misspelled.
    else if (!used.has(name) && !name.startsWith('_'))
      warn(`${place}: ${printable(name)} is not an option${meant(name, [...FLOWERS.keys()], '')}`);
  }
  return { options, notRead: missed, warnings };

  function readUnread({ line, names, what }: NotRead): void {
    if (names.includes('*'))
      warn(`${file}, line ${line}: ${what} can't be followed without Python; give the options themselves.`);
    for (const name of names) {
      const known = unneeded(name.replaceAll('_', '-'));
      const key = FLOWERS.get(name);
      if (known !== undefined) warn(notNeeded(`${file}, line ${line}: ${printable(name)}`, known));
      else if (key !== undefined) miss(key, name, line, what);
    }
  }

  function miss(key: OptionKey, name: string, line: number, what: string): void {
    const option = OPTIONS[key].name;
    const instead = `give --${option} or CELERYSCOPE_${option.toUpperCase().replaceAll('-', '_')} in its place`;
    missed.set(
      key,
      `${file}, line ${line}: ${printable(name)} can't be read without Python (${printable(what)}); ${instead}.`,
    );
  }

  function take(key: OptionKey, name: string, line: number, value: PlainValue): void {
    const text = textOf(value, OPTIONS[key].joins ?? ',');
    if (text === null) miss(key, name, line, 'a value of another kind');
    // Flower's own defaults are None and '': nothing was chosen.
    else if (text !== '') options.set(key, soften(key, { text, from: `${name} in ${file}, line ${line}` }, warn));
  }
}

function textOf(value: PlainValue, joint: string): string | null {
  switch (value.kind) {
    case 'text':
    case 'number':
      return value.text;
    case 'bool':
      return String(value.value);
    case 'none':
      return '';
    case 'dict':
      return null;
    case 'list': {
      const items = value.items.map((item) => (item.kind === 'list' ? null : textOf(item, joint)));
      // Between commas a comma would begin another item.
      return items.some((item) => item === null || item === '' || item.includes(joint)) ? null : items.join(joint);
    }
  }
}

function attempt<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NotPython)) throw error;
    throw new ConfigError(`--conf ${file}, line ${error.line}: is not Python: ${error.message}.`);
  }
}
