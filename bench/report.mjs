import { cpus, totalmem } from 'node:os';

const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};
const middle = (rows, field) => median(rows.map((row) => row[field]));
/** Of events a second, each round by itself: its runs stand side by side, and machines are slower for minutes at a time. */
const against = (rows, others) => median(rows.map(({ perSecond }, round) => perSecond / others[round].perSecond));
const number = (value) => Math.round(value).toLocaleString('en');
const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
const ms = (value) => (value === null ? 'not seen' : `${Math.round(value)} ms`);
const times = (value) => `${value.toFixed(2)} ×`;

/**
 * What each figure must be and aims at, beside what was measured.
 * @returns {{ figure: string, must: string, aim: string, measured: string, held: boolean }[]}
 */
export function figureRows({ rows, latency, viewers }) {
  const toFlower = against(rows.ours, rows.flower);
  const toBare = against(rows.ours, rows.bare);
  const toFew = against(rows.large, rows.ours);
  const isStored = (set) => set.every(({ right, lost }) => right && lost === 0);
  const stored = isStored(rows.ours);
  const asked = (path, set = rows.ours) => median(set.map(({ p95 }) => p95[path]));
  const largeAsked = ['/api/v1/workers', '/api/v1/tasks?limit=50'].map((path) => asked(path, rows.large));
  const browser = (rate) => latency.find((row) => row.rate === rate);
  const cpu = viewers[1].cpuSeconds / viewers[0].cpuSeconds;
  const row = (figure, must, aim, measured, held) => ({ figure, must, aim, measured, held });
  const answer = (name, path) =>
    row(`${name} during that storm, p95`, '≤ 100 ms', '≤ 50 ms', ms(asked(path)), asked(path) <= 100);
  return [
    row('sustained events/s, store on, against Flower 2.1', '≥ 5 ×', '10 ×', times(toFlower), toFlower >= 5),
    row('… against a bare subscriber that only parses', '≥ 0.4 ×', '0.6 ×', times(toBare), toBare >= 0.4),
    row('… tasks stored with their right states', 'all', 'all', stored ? 'all' : 'not all', stored),
    answer('`/api/v1/workers`', '/api/v1/workers'),
    answer('first page of tasks', '/api/v1/tasks?limit=50'),
    answer('the page itself', '/tasks/'),
    ...[500, 5000].map((rate) => {
      const { p50, p95, seen, of } = browser(rate);
      const told = `${ms(p95)} (p50 ${ms(p50)}, ${number(seen)} of ${number(of)} tasks seen)`;
      return row(`event to Chromium at ${number(rate)} events/s, p95`, '≤ 1 s', '≤ 0.5 s', told, p95 <= 1000);
    }),
    row(
      `CPU with ${viewers[1].connected} browsers on a page against one`,
      '≤ 1.2 ×',
      '1.05 ×',
      `${times(cpu)} (${viewers.map((row) => `${row.cpuSeconds.toFixed(2)} s, ${Math.round(row.framesAViewer)} frames each`).join('; ')})`,
      cpu <= 1.2,
    ),
    row(
      '5,000 workers, 500 queues, 2,000 types: events/s against few of each',
      '≥ 0.5 ×',
      '0.83 ×',
      `${times(toFew)}, ${isStored(rows.large) ? 'all' : 'not all'} stored right`,
      toFew >= 0.5 && isStored(rows.large),
    ),
    row(
      '… `/api/v1/workers` and first page of tasks, p95',
      '≤ 200 ms',
      '≤ 60 ms',
      largeAsked.map(ms).join(', '),
      Math.max(...largeAsked) <= 200,
    ),
  ];
}

/** The text of docs/benchmarks.md. */
export function report({ rounds, tasks, rows, figures }) {
  const line = (name, set) =>
    `| ${name} | ${number(middle(set, 'perSecond'))} | ${times(against(rows.ours, set))} | ${set.reduce((sum, row) => sum + row.lost, 0)} | ${mib(middle(set, 'rssBytes'))} | ${((middle(set, 'cpuSeconds') / middle(set, 'events')) * 1e6).toFixed(1)} µs |`;
  return [
    '# Benchmarks',
    '',
    `\`npm run bench\` on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}. Machines are noisy: compare the`,
    'rows of one run with each other, not with another run.',
    '',
    `## Side by side`,
    '',
    `Events of a real prefork worker (three a task, lists of one to three, 3 % failures with a traceback) on Redis`,
    `pub/sub, ${number(tasks)} tasks at once, medians of ${rounds} rounds, also of the ratios. Each process gets them at its own speed.`,
    `Celeryscope runs whole: store on, detectors on, API and pages asked all the while.`,
    '',
    '| | events/s | Celeryscope against it | events lost | peak RSS | CPU an event |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    line('bare ioredis subscriber that only parses', rows.bare),
    line('**Celeryscope**, store on', rows.ours),
    line('Flower 2.1', rows.flower),
    line('Celeryscope, 5,000 workers, 500 queues, 2,000 types', rows.large),
    '',
    `Celeryscope idle: ${mib(middle(rows.ours, 'idle'))}.`,
    '',
    '## Figures',
    '',
    '| figure | must | aim | measured | |',
    '| --- | --- | --- | --- | --- |',
    ...figures.map(
      ({ figure, must, aim, measured, held }) =>
        `| ${figure} | ${must} | ${aim} | ${measured} | ${held ? 'held' : '**missed**'} |`,
    ),
    '',
  ].join('\n');
}
