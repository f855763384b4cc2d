import { dashed, meant, printable } from '../option-names';
import type { Given, Source } from '../given';
import { OPTIONS, type OptionKey } from '../options';
import { VARIABLES } from './flower-names';
import { soften } from './soften';
import { notNeeded, unneeded } from './unneeded';

type Environment = Readonly<Record<string, string | undefined>>;

/** Celery's and Flower's variables; what Flower would not know either is told, and stops nothing. */
export function readForeignEnvironment(env: Environment): {
  readonly options: Source;
  readonly warnings: readonly string[];
} {
  const found: [OptionKey, Given][] = [];
  const warnings: string[] = [];
  for (const [name, text] of Object.entries(env)) {
    if (text === undefined || text === '') continue;
    const key = VARIABLES.get(name);
    // Kubernetes gives every pod FLOWER_PORT=tcp://… when a service is called flower.
    if (name.startsWith('FLOWER_') && text.startsWith('tcp://') && !name.startsWith('FLOWER_PORT_')) {
      warnings.push(`${name} is what Kubernetes tells of a service called flower, so it is left out.`);
    } else if (key !== undefined) {
      found.push([key, soften(key, { text, from: name }, (line) => warnings.push(line))]);
    } else if (name.startsWith('FLOWER_') && !/^FLOWER_(SERVICE|PORT)_/.test(name)) {
      warnings.push(unknown(name));
    }
  }
  const rank = ([key, { from }]: [OptionKey, Given]): number => OPTIONS[key].alsoFrom.indexOf(from);
  return { options: new Map(found.sort((a, b) => rank(b) - rank(a))), warnings };
}

function unknown(name: string): string {
  const known = unneeded(dashed(name.slice('FLOWER_'.length)));
  if (known !== undefined) return notNeeded(name, known);
  return `The variable ${printable(name)} is not an option${meant(name, [...VARIABLES.keys()], '')}`;
}
