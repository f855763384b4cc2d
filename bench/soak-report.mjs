const WARM_MINUTES = 10;

/** Slope of a straight line through the samples, in units an hour; null for too few. */
function slopePerHour(samples, field) {
  if (samples.length < 5) return null;
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = samples.map(({ minutes }) => minutes / 60);
  const y = samples.map((sample) => sample[field]);
  const [middleX, middleY] = [mean(x), mean(y)];
  const spread = x.reduce((sum, value) => sum + (value - middleX) ** 2, 0);
  const joint = x.reduce((sum, value, n) => sum + (value - middleX) * (y[n] - middleY), 0);
  return joint / spread;
}

/** The figures of a run, as they stand in docs/benchmarks.md. */
export function summary({ minutes, samples, found, collector, store, cpu }) {
  const warm = samples.filter((sample) => sample.minutes > Math.min(WARM_MINUTES, minutes / 2));
  const last = samples.at(-1);
  const peak = Math.max(...samples.map(({ rssBytes }) => rssBytes));
  const slope = (field) => {
    const perHour = slopePerHour(warm, field);
    return perHour === null ? 'too short a run to tell' : `${(perHour / 2 ** 20).toFixed(2)} MiB an hour`;
  };
  const since = Math.min(WARM_MINUTES, minutes / 2);
  const { pressure, gaps, eventsReceived } = collector;
  const row = (name, value) => `| ${name} | ${value} |`;
  return [
    '',
    `\`npm run soak -- --minutes ${minutes}\` on ${cpu.length} × ${cpu[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`,
    '',
    '| | |',
    '| --- | ---: |',
    row('events received', eventsReceived.toLocaleString('en')),
    row('ends compared with what really happened', found.compared.toLocaleString('en')),
    row('lost', found.lost.length),
    row('in a wrong state', found.wrong.length),
    row('right, but only later than a minute', found.late),
    row('told by Celery as both a failure and a success', found.toldBoth),
    row('ended unseen, in a gap that is shown', found.inGap + found.unheard),
    row('gaps', gaps.length),
    row('RSS at the end', `${mebi(last.rssBytes)} MiB (peak ${mebi(peak)})`),
    row(`RSS slope after ${since.toFixed(0)} minutes`, slope('rssBytes')),
    row('files at the end', `${mebi(last.fileBytes)} MiB, ${store.tasks.toLocaleString('en')} tasks`),
    row(`files' slope after ${since.toFixed(0)} minutes`, slope('fileBytes')),
    row('open handles at the end', `${last.handles} (first ${samples[0]?.handles ?? '?'})`),
    row('tasks in flight at the end', collector.inFlight),
    row('left out under pressure', JSON.stringify(pressure.dropped)),
    '',
  ].join('\n');
}

const mebi = (bytes) => (bytes / 2 ** 20).toFixed(1);
