export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** In the order in which they stood. */
  readonly labelNames: readonly string[];
  readonly value: number;
}

export interface Exposition {
  readonly samples: readonly ParsedSample[];
  readonly types: ReadonlyMap<string, string>;
  /** The value of the one sample with these labels. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
  of(name: string): readonly ParsedSample[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const SUFFIXES: Readonly<Record<string, RegExp>> = {
  histogram: /^_(bucket|count|sum)$/,
  summary: /^(|_count|_sum)$/,
  counter: /^(|_total)$/,
  gauge: /^$/,
};

/** Reads Prometheus' text format strictly: whatever it does not allow is an error, and so is a series told twice. */
export function parseExposition(text: string): Exposition {
  if (!text.endsWith('\n')) throw new Error('The last line has no end.');
  const samples: ParsedSample[] = [];
  const types = new Map<string, string>();
  const seen = new Set<string>();
  let family = '';
  for (const line of text.slice(0, -1).split('\n')) {
    if (line === '# EOF') continue;
    const head = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line);
    if (head?.[1] === 'TYPE') {
      family = head[2] ?? '';
      if (types.has(family)) throw new Error(`${family} is told in two places.`);
      types.set(family, head[3] ?? '');
    }
    if (head !== null) continue;
    const sample = parseSample(line);
    const suffix = sample.name.startsWith(family) ? sample.name.slice(family.length) : null;
    const allowed = SUFFIXES[types.get(family) ?? ''];
    if (suffix === null || allowed?.test(suffix) !== true) throw new Error(`${line} does not belong to ${family}.`);
    const key = JSON.stringify([sample.name, Object.entries(sample.labels).toSorted()]);
    if (seen.has(key)) throw new Error(`${line} is told twice.`);
    seen.add(key);
    samples.push(sample);
  }
  const of = (name: string) => samples.filter((sample) => sample.name === name);
  return {
    samples,
    types,
    of,
    value: (name, labels = {}) =>
      of(name).find((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
        ?.value,
  };
}

function parseSample(line: string): ParsedSample {
  const name = NAME.exec(line)?.[0];
  if (name === undefined) throw new Error(`No name in ${JSON.stringify(line)}`);
  const labels: Record<string, string> = {};
  const labelNames: string[] = [];
  let at = name.length;
  if (line[at] === '{') {
    at += 1;
    while (line[at] !== '}') {
      // Only a backslash, a quote and a line break may be escaped.
      const pair = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\["\\n])*)"(,|(?=\}))/.exec(line.slice(at));
      if (pair === null) throw new Error(`No label at ${at} of ${JSON.stringify(line)}`);
      const [whole, label = '', value = ''] = pair;
      if (Object.hasOwn(labels, label)) throw new Error(`${label} stands twice in ${line}`);
      if (/(?!\n)\p{Cc}/u.test(value)) throw new Error(`A control character in ${JSON.stringify(line)}`);
      labels[label] = value.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));
      labelNames.push(label);
      at += whole.length;
    }
    at += 1;
  }
  const number = /^ (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|NaN|[+-]Inf)$/.exec(line.slice(at))?.[1];
  if (number === undefined) throw new Error(`No number at the end of ${JSON.stringify(line)}`);
  return { name, labels, labelNames, value: Number(number.replace('Inf', 'Infinity')) };
}
