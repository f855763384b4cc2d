import { BY_NAME, dashed, meant, printable } from '../option-names';
import { OPTIONS } from '../options';
import { CELERY, notNeeded, unneeded } from './unneeded';

/** Arguments as ours, and what is worth saying of those that were left out. */
export interface FlowerCommand {
  readonly args: readonly string[];
  readonly warnings: readonly string[];
}

const SHORT: Readonly<Record<string, string>> = { A: 'app', b: 'broker', C: 'no-color', q: 'quiet' };

interface Part {
  /** Without dashes; null for a bare word. */
  readonly name: string | null;
  readonly written: string;
  readonly value: string | null;
  /** The next word, where it may be the value. */
  readonly next: string | null;
}

/**
 * `celery -A app --broker=… flower --port=…` with the first word replaced: Celery's options stand before the word
 * `flower`, Flower's after it. Null where that word is not there. As with Flower, an option that nobody knows stops nothing.
 */
export function readFlowerCommand(args: readonly string[]): FlowerCommand | null {
  const at = wordAt(args);
  if (at === null || args[at] !== 'flower') return null;
  const warnings: string[] = [];
  const before = translate(args.slice(0, at), warnings, celeryOption);
  const after = translate(args.slice(at + 1), warnings, flowerOption);
  return { args: [...before, ...after], warnings };
}

/** Where the first word is that is no option and no option's value. */
function wordAt(args: readonly string[]): number | null {
  for (let index = 0; index < args.length; index += 1) {
    const part = partAt(args, index);
    if (part.name === null) return index;
    if (part.value === null && takesNext(part)) index += 1;
  }
  return null;
}

function partAt(args: readonly string[], index: number): Part {
  const written = args[index] ?? '';
  const after = args[index + 1];
  const next = after === undefined || after.startsWith('-') ? null : after;
  const [, letter = '', rest = ''] = /^-([AbCq])(.*)$/s.exec(written) ?? [];
  const short = SHORT[letter];
  if (short !== undefined) return { name: short, written: `-${letter}`, value: rest.replace(/^=/, '') || null, next };
  if (!written.startsWith('-') || written === '-') return { name: null, written, value: null, next: null };
  const equals = written.indexOf('=');
  const flag = equals === -1 ? written : written.slice(0, equals);
  return { name: dashed(flag), written: flag, value: equals === -1 ? null : written.slice(equals + 1), next };
}

function takesNext({ name, next }: Part): boolean {
  if (name === null || next === null) return false;
  const key = BY_NAME.get(name);
  const known = CELERY.get(name) ?? unneeded(name);
  if (known !== undefined && key === undefined) return known.takesValue;
  return key !== undefined && OPTIONS[key].placeholder !== null;
}

type Take = (part: Part, warn: (line: string) => void) => readonly string[] | null;

/** `take` gives the arguments that stand for a part; null where it is left out with a value that follows. */
function translate(args: readonly string[], warnings: string[], take: Take): string[] {
  const taken: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const part = partAt(args, index);
    const words = take(part, (line) => warnings.push(line));
    const hasNext = part.value === null && (words === null ? part.next !== null : takesNext(part));
    if (hasNext) index += 1;
    if (words !== null && words.length > 0) taken.push(...words, ...(hasNext && part.next !== null ? [part.next] : []));
  }
  return taken;
}

function celeryOption(part: Part, warn: (line: string) => void): readonly string[] | null {
  const { name, written } = part;
  const known = name === null ? undefined : CELERY.get(name);
  if (known === undefined) return flowerOption(part, warn);
  warn(notNeeded(printable(written), known));
  return [];
}

function flowerOption({ name, written, value }: Part, warn: (line: string) => void): readonly string[] | null {
  if (name === null) {
    warn(`"${printable(written)}" is no option of flower, so it is left out.`);
    return [];
  }
  if (name === 'help' || name === 'version' || name === 'h' || name === 'v')
    return [`--${name === 'h' ? 'help' : name}`];
  if (BY_NAME.has(name)) return [value === null ? `--${name}` : `--${name}=${value}`];
  const known = unneeded(name);
  if (known !== undefined) {
    warn(notNeeded(`--${name}`, known));
    return [];
  }
  if (CELERY.has(name)) {
    warn(`${printable(written)} is Celery's and stands before the word flower; it is not needed here.`);
    return CELERY.get(name)?.takesValue === true ? null : [];
  }
  warn(`${printable(written)} is not an option, so it is left out${meant(name, [...BY_NAME.keys()], '--')}`);
  return null;
}
