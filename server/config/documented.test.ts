import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../config';
import { FLOWERS } from './flower/flower-names';
import { unneeded } from './flower/unneeded';
import { BY_NAME, dashed } from './option-names';
import { environmentName, OPTION_KEYS, OPTIONS } from './options';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(root + file, 'utf8');
const namesIn = (folder: string): string[] =>
  readdirSync(root + folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:md|conf|service|yaml)$|^Dockerfile$/.test(entry.name))
    .map((entry) => `${folder}/${entry.name}`);
/** What users read; CONTRIBUTING.md speaks of scripts and their variables. */
const DOCUMENTS = ['.', 'docs', 'docs/deploy'].flatMap(namesIn).filter((name) => name !== './CONTRIBUTING.md');

const variables = new Set(OPTION_KEYS.map((key) => environmentName(OPTIONS[key].name)));
/** Of other programs, of Celery's workers, of scripts; or said not to be there. */
const OTHERS = new Set(
  [
    'help version app loader workdir skip-checks no-color quiet persistent statedb pid autoscale without-heartbeat',
    'without-mingle broker pool write minutes board',
    'omit no-audit no-fund global ignore-scripts pack-destination from directory owner group save requirepass now system',
    'max-semi-space-size db unknown-option',
  ]
    .join(' ')
    .split(' '),
);

it.each(DOCUMENTS)('%s names no option that is none', (name) => {
  const text = read(name);
  for (const [variable] of text.matchAll(/\bCELERYSCOPE_[A-Z][A-Z_]*[A-Z]\b/g))
    expect([...variables], variable).toContain(variable);
  for (const [, option = ''] of text.matchAll(/(?<![\w-])--([a-z][a-z0-9_-]+)/g))
    if (!OTHERS.has(option)) expect([...BY_NAME.keys()], option).toContain(dashed(option));
});

/** What stands in the blocks of commands after a `celeryscope`, with what is set before it. */
const COMMANDS = DOCUMENTS.filter((name) => name.endsWith('.md')).flatMap((name) =>
  [...read(name).matchAll(/^```(?:sh)?\n(.*?)^```/gms)]
    .flatMap(([, block = '']) => block.replace(/\\\n/g, ' ').split('\n'))
    .map((line) => line.replace(/\s#.*$/, '').trim())
    .flatMap((line) => {
      const args = /^(?:\w+=\S+ )*(?:npx )?celeryscope (.+)$/.exec(line)?.[1];
      return args === undefined ? [] : [[name, args] as const];
    }),
);

describe('a command', () => {
  it('stands in the guides', () => expect(COMMANDS.length).toBeGreaterThan(6));

  it.each(COMMANDS)('of %s is understood: %s', (_name, text) => {
    const env = { CELERYSCOPE_OAUTH2_SECRET: 'secret' };
    const config = readConfig({ args: text.split(/\s+/), env, readFile });
    // What Flower's own line has in it and nobody needs is told.
    expect(config.warnings.filter((line) => !line.startsWith('-A is not needed'))).toEqual([]);
  });
});

function readFile(path: string): string {
  if (path.endsWith('.json')) return '{}';
  throw Object.assign(new Error('not there'), { code: 'ENOENT' });
}

/** `options.as_dict()` of Flower 2.1, without `help`. */
const FLOWER_OPTIONS =
  `address auth auth_provider auto_refresh basic_auth broker_api ca_certs certfile conf cookie_secret db debug enable_events
  format_task inspect_timeout keyfile log_file_max_size log_file_num_backups log_file_prefix log_rotate_interval
  log_rotate_mode log_rotate_when log_to_stderr logging max_tasks max_workers natural_time oauth2_key oauth2_redirect_uri
  oauth2_secret persistent port purge_offline_workers read_only state_save_interval task_runtime_metric_buckets
  tasks_columns unix_socket url_prefix xheaders`.split(/\s+/);

describe('the guide for those who come from Flower', () => {
  const guide = read('docs/moving-from-flower.md');
  const rows = guide.split('\n').filter((line) => line.startsWith('|'));
  const rowOf = (name: string): readonly string[] =>
    rows.map((row) => row.split('|').map((cell) => cell.trim())).find((cells) => cells[1]?.includes(`\`${name}\``)) ??
    [];

  it.each(FLOWER_OPTIONS)('says what becomes of %s', (name) => {
    const [, , here = ''] = rowOf(name);
    const key = FLOWERS.get(name);
    if (key === undefined) {
      expect(unneeded(name.replaceAll('_', '-'))).toBeDefined();
      expect(here).toBe('not needed');
    } else if (here === 'the same') expect(BY_NAME.get(dashed(name))).toBe(key);
    else expect(here).toContain(`\`--${OPTIONS[key].name}\``);
  });

  it('says what becomes of each variable of Flower that is no option of it', () => {
    const given = OPTION_KEYS.flatMap((key) => OPTIONS[key].alsoFrom.map((name) => [name, OPTIONS[key].name] as const));
    for (const [variable, option] of given) {
      if (FLOWER_OPTIONS.includes(variable.replace('FLOWER_', '').toLowerCase())) continue;
      expect(rowOf(variable)[2], variable).toContain(`\`--${option}\``);
    }
  });
});
