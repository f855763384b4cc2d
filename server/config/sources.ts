import { z } from 'zod';
import { ConfigError } from './config-error';
import { notNeeded, unneeded } from './flower/unneeded';
import type { Given, Source } from './given';
import { BY_NAME, dashed, meant, printable } from './option-names';
import { environmentName, OPTION_KEYS, OPTIONS, type OptionKey } from './options';

export interface CommandLine {
  readonly options: Source;
  readonly words: readonly string[];
  readonly warnings: readonly string[];
  readonly help: boolean;
  readonly version: boolean;
}

export function readCommandLine(args: readonly string[]): CommandLine {
  const options = new Map<OptionKey, Given>();
  const words: string[] = [];
  const warnings: string[] = [];
  let help = false;
  let version = false;
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '--help' || arg === '-h') help = true;
    else if (arg === '--version' || arg === '-V') version = true;
    else if (!arg.startsWith('-') || arg === '-') words.push(arg);
    else {
      const known = unneededIn(arg);
      if (known !== null) {
        warnings.push(known.line);
        if (known.takesNext && args[index + 1]?.startsWith('-') === false) index += 1;
        continue;
      }
      const { key, from, inline } = toOption(arg);
      const takesNext = inline === null && OPTIONS[key].placeholder !== null;
      if (takesNext) index += 1;
      const text = inline ?? (takesNext ? valueAfter(from, args[index]) : 'true');
      const before = OPTIONS[key].joins === null ? undefined : options.get(key)?.text;
      options.set(key, { text: before === undefined ? text : `${before}${OPTIONS[key].joins}${text}`, from });
    }
  }
  return { options, words, warnings, help, version };
}

/** An option of Flower's that has nothing to do here. */
function unneededIn(arg: string): { readonly line: string; readonly takesNext: boolean } | null {
  const [flag = ''] = arg.split('=', 1);
  const known = arg.startsWith('--') && !BY_NAME.has(dashed(flag)) ? unneeded(dashed(flag)) : undefined;
  if (known === undefined) return null;
  return { line: notNeeded(printable(flag), known), takesNext: known.takesValue && !arg.includes('=') };
}

function toOption(arg: string): { key: OptionKey; from: string; inline: string | null } {
  const equals = arg.indexOf('=');
  const written = equals === -1 ? arg : arg.slice(0, equals);
  const name = written.replace(/^--?/, '').replaceAll('_', '-').toLowerCase();
  const key = BY_NAME.get(name);
  if (key === undefined || !arg.startsWith('--')) {
    throw new ConfigError(
      `${printable(written)} is not an option${meant(name, [...BY_NAME.keys(), 'help', 'version'], '--')}`,
    );
  }
  return { key, from: `--${OPTIONS[key].name}`, inline: equals === -1 ? null : arg.slice(equals + 1) };
}

function valueAfter(from: string, next: string | undefined): string {
  if (next === undefined || next.startsWith('--')) throw new ConfigError(`${from} needs a value (celeryscope --help).`);
  return next;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Our own variables; a name that is none of ours is told as a warning, since something else may have set it. */
export function readEnvironment(env: Environment): { readonly options: Source; readonly warnings: readonly string[] } {
  const options = new Map<OptionKey, Given>();
  const names = new Map(OPTION_KEYS.map((key) => [environmentName(OPTIONS[key].name), key]));
  const warnings: string[] = [];
  for (const [name, text] of Object.entries(env)) {
    // Kubernetes gives every pod CELERYSCOPE_PORT=tcp://… when a service is called celeryscope.
    if (!name.startsWith('CELERYSCOPE_') || text === undefined || text === '' || text.startsWith('tcp://')) continue;
    const key = names.get(name);
    if (key !== undefined) options.set(key, { text, from: name });
    else if (!/^CELERYSCOPE_(SERVICE|PORT)_/.test(name)) {
      warnings.push(`The variable ${printable(name)} is not an option${meant(name, [...names.keys()], '')}`);
    }
  }
  return { options, warnings };
}

const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const Options = z.record(z.string(), z.union([Scalar, z.array(Scalar)]));
const ConfigFile = z.object({ clusters: z.record(z.string(), Options).default({}) }).catchall(Options.valueType);

export interface ConfigFileContent {
  readonly options: Source;
  /** What holds for one cluster only, by its name. */
  readonly clusters: ReadonlyMap<string, Source>;
}

/** `text` is the content of the file called `path`. */
export function readConfigFile(path: string, text: string): ConfigFileContent {
  const parsed = ConfigFile.safeParse(parseJson(path, text));
  if (!parsed.success) {
    throw new ConfigError(
      `--config ${path}: must hold one JSON object with a text, number, true, false or list for each option, and such an object for each name in "clusters".`,
    );
  }
  const { clusters, ...options } = parsed.data;
  const each = Object.entries(clusters).map(
    ([name, own]) => [name, toSource(`${path}, cluster ${name}`, own)] as const,
  );
  return { options: toSource(path, options), clusters: new Map(each) };
}

function toSource(path: string, written: z.infer<typeof Options>): Source {
  const options = new Map<OptionKey, Given>();
  for (const [key, value] of Object.entries(written)) readOption(options, path, key, value);
  return options;
}

function readOption(
  options: Map<OptionKey, Given>,
  path: string,
  written: string,
  value: z.infer<typeof Options>[string],
): void {
  const name = dashed(written);
  const key = BY_NAME.get(name);
  if (key === undefined) {
    throw new ConfigError(
      `--config ${path}: "${printable(written)}" is not an option${meant(name, [...BY_NAME.keys()], '')}`,
    );
  }
  options.set(key, {
    text: Array.isArray(value) ? value.join(OPTIONS[key].joins ?? ',') : String(value),
    from: `"${OPTIONS[key].name}" in ${path}`,
  });
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the file, which may hold passwords.
    throw new ConfigError(`--config ${path}: is not valid JSON.`);
  }
}
