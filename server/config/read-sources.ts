import { ConfigError } from './config-error';
import { readFlowerCommand } from './flower/flower-command';
import { readForeignEnvironment } from './flower/flower-environment';
import { readFlowerFile, type FlowerFile } from './flower/flower-file';
import { soften } from './flower/soften';
import type { Given, Source } from './given';
import { printable } from './option-names';
import type { OptionKey } from './options';
import { readCommandLine, readConfigFile, readEnvironment, type CommandLine } from './sources';

export interface ConfigSources {
  /** Without `node` and the script. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => string;
}

export interface AllSources {
  readonly shared: Source;
  /** What a file gives for one cluster only, by its name. */
  readonly clusters: ReadonlyMap<string, Source>;
  readonly line: CommandLine;
  readonly warnings: readonly string[];
}

const FLOWERS_FILE = 'flowerconfig.py';

/** What keeps others out: without it a start would be more open than its owner meant. */
const PROTECTIVE: readonly OptionKey[] = [
  ...(['basicAuth', 'auth', 'authProvider', 'oauth2Key', 'oauth2Secret'] as const),
  ...(['readOnly', 'certfile', 'keyfile', 'caCerts'] as const),
];

/** The command line before our variables, these before our file, and that before Flower's file and variables. */
export function readSources({ args, env, readFile }: ConfigSources): AllSources {
  const flower = readFlowerCommand(args);
  const warnings = [...(flower?.warnings ?? [])];
  const line = readCommandLine(flower?.args ?? args);
  const ours = readEnvironment(env);
  const foreign = readForeignEnvironment(env);
  const options = flower === null ? line.options : softened(line.options, (text) => warnings.push(text));
  const given = new Map([...ours.options, ...options]);
  const path = given.get('config')?.text;
  const file = path === undefined ? null : readConfigFile(path, fileText('--config', path, readFile));
  const flowers = flowerFile(new Map([...foreign.options, ...given]).get('conf')?.text, env, readFile);
  const shared = new Map([
    ...(flower === null ? [] : [asFlower()]),
    ...foreign.options,
    ...(flowers?.options ?? []),
    ...(file?.options ?? []),
    ...given,
  ]);
  warnings.push(...line.warnings, ...ours.warnings, ...foreign.warnings, ...(flowers?.warnings ?? []));
  for (const [key, text] of flowers?.notRead ?? []) {
    const isGiven = given.has(key) || file?.options.has(key) === true;
    // What the variables of Flower say is not what its file would have said.
    if (!isGiven) shared.delete(key);
    if (!isGiven && PROTECTIVE.includes(key)) throw new ConfigError(text);
    warnings.push(text);
  }
  if (flower !== null && !shared.has('host') && !shared.has('unixSocket'))
    warnings.push(
      'It listens on 127.0.0.1 only, where Flower listens on all addresses: --address=0.0.0.0 with --basic-auth or --token opens it to others.',
    );
  return { shared, clusters: file?.clusters ?? new Map<string, Source>(), line, warnings };
}

/** Flower asks workers for their events unless told otherwise. */
function asFlower(): readonly [OptionKey, Given] {
  return ['enableEvents', { text: 'true', from: 'flower' }];
}

function softened(options: Source, warn: (line: string) => void): Source {
  return new Map([...options].map(([key, given]) => [key, soften(key, given, warn)]));
}

/** One that was named must be there; the usual one may be. */
function flowerFile(
  named: string | undefined,
  env: ConfigSources['env'],
  readFile: ConfigSources['readFile'],
): FlowerFile | null {
  if (named !== undefined) return readFlowerFile(named, fileText('--conf', named, readFile), env);
  let text;
  try {
    text = readFile(FLOWERS_FILE);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw new ConfigError(`--conf ${FLOWERS_FILE}: can't be read (${codeOf(error)}).`);
  }
  return readFlowerFile(FLOWERS_FILE, text, env);
}

function fileText(option: string, path: string, readFile: (path: string) => string): string {
  try {
    return readFile(path);
  } catch (error) {
    throw new ConfigError(`${option} ${printable(path)}: can't be read (${codeOf(error)}).`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
}
