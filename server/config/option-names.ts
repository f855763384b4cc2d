import { nearest } from '@/lib/query/nearest';
import { OPTION_KEYS, OPTIONS, type OptionKey } from './options';

/** Each name on the command line and in files, Flower's among them. */
export const BY_NAME: ReadonlyMap<string, OptionKey> = new Map(
  OPTION_KEYS.flatMap((key) => [OPTIONS[key].name, ...OPTIONS[key].aliases].map((name) => [name, key] as const)),
);

/** `--max_tasks`, `maxTasks` and `MAX_TASKS` are `max-tasks`. */
export function dashed(written: string): string {
  return written
    .replace(/^--?/, '')
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}

/** The end of a sentence about a name that nobody knows. */
export function meant(given: string, words: readonly string[], dashes: string): string {
  const word = nearest(given, words);
  return word === null ? ' (celeryscope --help lists them).' : `; did you mean ${dashes}${word}?`;
}

/** Fit for a terminal: short, without control characters. */
export function printable(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}]/gu, '�');
  return plain.length > 80 ? `${plain.slice(0, 79)}…` : plain;
}
