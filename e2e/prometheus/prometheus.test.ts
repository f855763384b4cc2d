import { readdirSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { boardQueries, type BoardQuery } from '../support/board';
import { promtool, startPrometheus, type PrometheusServer, type RuleState } from '../support/prometheus-server';
import { waitFor } from '../support/redis-server';
import { stage } from '../support/stage';

const folder = fileURLToPath(new URL('../../docs/grafana/', import.meta.url));
const filesIn = (ending: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => folder + name);
const RULES = filesIn('.yml');
const OTHERS = (process.env['CELERYSCOPE_TEST_BOARDS'] ?? '').split(delimiter).filter((file) => file !== '');
const settings = { task_send_sent_event: true };
const on = stage('redis', { settings, args: ['--metrics-compat'] });
let prometheus: PrometheusServer | null = null;
afterAll(() => prometheus?.stop());

it('knows the rules, and each fires when it should', () => {
  const checked = promtool(['check', 'rules', ...RULES]);
  expect(checked, checked.output).toMatchObject({ code: 0 });
  const tests = fileURLToPath(new URL('alerts.test.yml', import.meta.url));
  const tested = promtool(['test', 'rules', tests]);
  expect(tested, tested.output).toMatchObject({ code: 0 });
});

it('gets data for every query of the boards and rules from a run in which a worker is killed', async () => {
  const own = await startPrometheus(new URL('/metrics', on.program.url), RULES);
  prometheus = own;
  const victim = await on.start('victim@alpha', ['doomed']);
  await on.start('steady@beta', ['mail'], { concurrency: 2 });
  on.beat(schedule());
  await on.send('doomed', 'scope.nap', [3600], {}, 3);
  const several = async (expression: string, atLeast: number) =>
    waitFor(
      async () => ((await own.query(expression)).length >= atLeast ? true : null),
      `${expression} with ${atLeast} series`,
      120_000,
    );
  await several('flower_worker_number_of_currently_executing_tasks{worker="victim@alpha"} == 1', 1);
  await several('increase(flower_events_total{task="scope.add",type="task-succeeded"}[30s]) > 20', 1);
  await several('increase(flower_events_total{task="scope.fail",type="task-failed"}[30s]) > 2', 1);
  await victim.kill();
  await several('flower_worker_online{worker="victim@alpha"} == 0', 1);
  await several('sum(celeryscope_detector_findings) > 0', 1);
  await several('increase(celeryscope_tasks_ended_total{task="scope.nap",outcome="lost"}[5m]) > 0', 1);
  await several('increase(flower_events_total{task="scope.flaky",type="task-retried"}[30s]) > 0', 1);

  const queries = [...filesIn('.json'), ...OTHERS].flatMap(boardQueries);
  const outcomes: (BoardQuery & { readonly series: number })[] = [];
  for (const query of queries) outcomes.push({ ...query, series: (await own.query(query.expression)).length });
  print(
    'queries of the boards',
    outcomes.map(({ where, series }) => `${String(series).padStart(4)} series  ${where}`),
  );
  const empty = outcomes.filter(({ series }) => series === 0);
  expect(empty).toEqual([]);

  const isPending = (rules: readonly RuleState[], name: string) =>
    rules.some((rule) => rule.name === name && rule.state === 'pending');
  const rules = await waitFor(async () => {
    const now = await own.rules();
    return isPending(now, 'CeleryWorkerGone') && isPending(now, 'CeleryWorkerOffline') ? now : null;
  }, 'that the rules notice the worker that is gone');
  print(
    'rules',
    rules.map(({ name, health, state }) => `${health}  ${state.padEnd(8)}  ${name}`),
  );
  expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
  expect(isPending(rules, 'CeleryNoWorkers')).toBe(false);

  // It says 3 where it would have chosen other names, and 1 where it can't read the text.
  const text = String((await on.program.request('/metrics')).body);
  const { code, output } = promtool(['check', 'metrics'], text);
  print('promtool check metrics', output.trim().split('\n'));
  expect([0, 3]).toContain(code);
});

function schedule(): Readonly<Record<string, unknown>> {
  const mail = { options: { queue: 'mail' } };
  return {
    beat_max_loop_interval: 0.2,
    beat_schedule: {
      add: { task: 'scope.add', schedule: 0.5, args: [1, 2], ...mail },
      nap: { task: 'scope.nap', schedule: 1, args: [0.4], ...mail },
      fail: { task: 'scope.fail', schedule: 2, args: ['no'], ...mail },
      later: { task: 'scope.add', schedule: 5, args: [1, 2], options: { queue: 'mail', countdown: 30 } },
      flaky: { task: 'scope.flaky', schedule: 3, args: [1], ...mail },
    },
  };
}

function print(title: string, lines: readonly string[]): void {
  process.stdout.write(`\n${title}\n${lines.map((line) => `  ${line}\n`).join('')}`);
}
