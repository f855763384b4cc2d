/** A setting whose value is not the same on all workers. */
export interface SettingDiff {
  readonly name: string;
  /** The value that most workers have first. `text` null: not set, Celery's default. */
  readonly values: readonly { readonly text: string | null; readonly workers: readonly string[] }[];
}

export interface SettingsDiff {
  /** How many different settings any of them has set. */
  readonly total: number;
  readonly differing: readonly SettingDiff[];
}

export interface WorkerSettings {
  readonly hostname: string;
  readonly conf: Readonly<Record<string, unknown>>;
}

/** Compares what the workers told of their configuration (`inspect conf` names only what the app has set). */
export function diffSettings(workers: readonly WorkerSettings[]): SettingsDiff {
  const told = workers.map(({ hostname, conf }) => ({ hostname, conf: settingsOf(conf) }));
  const names = [...new Set(told.flatMap(({ conf }) => Object.keys(conf)))].sort();
  const differing = names.flatMap((name) => {
    const byText = new Map<string | null, string[]>();
    for (const { hostname, conf } of told) {
      const text = Object.hasOwn(conf, name) ? settingText(inOrder(name, conf[name])) : null;
      byText.set(text, [...(byText.get(text) ?? []), hostname]);
    }
    if (byText.size < 2) return [];
    const values = [...byText].map(([text, hostnames]) => ({ text, workers: hostnames }));
    return [{ name, values: values.sort((a, b) => b.workers.length - a.workers.length) }];
  });
  return { total: names.length, differing };
}

// Sets in Python, which come in another order from each process.
const UNORDERED: ReadonlySet<string> = new Set(['include', 'imports', 'accept_content', 'result_accept_content']);

function inOrder(name: string, value: unknown): unknown {
  if (!UNORDERED.has(name) || !Array.isArray(value)) return value;
  return value.map((member: unknown) => settingText(member)).sort();
}

/** Without what a configuration module merely imported: modules, classes, functions. */
export function settingsOf(conf: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const isImport = (value: unknown): boolean =>
    typeof value === 'string' && /^<(module|class|enum|function|built-in)\b.*>$/s.test(value);
  return Object.fromEntries(Object.entries(conf).filter(([, value]) => !isImport(value)));
}

const MAX_TEXT = 2000;

/** A value as it would stand in a Python file, near enough to be read. */
export function settingText(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

export interface SettingRow {
  readonly path: string;
  readonly text: string;
}

const MAX_ROWS = 2000;

/** Nested settings and statistics as lines `pool.max-concurrency`; lists stay in one line. */
export function flattenSettings(settings: Readonly<Record<string, unknown>>): readonly SettingRow[] {
  const rows: SettingRow[] = [];
  const walk = (value: unknown, path: string, depth: number): void => {
    if (rows.length >= MAX_ROWS) return;
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth < 4) {
      const entries = Object.entries(value);
      if (entries.length > 0) {
        for (const [name, member] of entries) walk(member, path === '' ? name : `${path}.${name}`, depth + 1);
        return;
      }
    }
    rows.push({ path, text: settingText(value) });
  };
  if (Object.keys(settings).length > 0) walk(settings, '', 0);
  return rows.sort((a, b) => (a.path < b.path ? -1 : 1));
}
