import path from 'node:path';
import { Failure, runMain } from './lib/failure.mjs';
import { readOptions } from './lib/options.mjs';
import { findProgram } from './lib/programs.mjs';
import { step } from './lib/progress.mjs';
import { endRunsOnSignal, tryRun } from './lib/run.mjs';
import { aptInstall, mayInstall } from './services/debian.mjs';
import { provideRedis } from './services/provide.mjs';
import { installPackages } from './steps/install.mjs';
import { provideNode } from './steps/node24.mjs';
import { providePython } from './steps/python.mjs';

const usage = `npm run metrics-check -- [--board FILE …]

  --board   a board of Grafana whose queries are asked as well, such as Flower's own
            (examples/celery-monitoring-grafana-dashboard.json)

It needs prometheus and promtool, of Debian's package prometheus.`;

/** A real Prometheus scrapes a real run; prints what each query of the boards and each rule came to. */
await runMain(async () => {
  const options = { board: { type: /** @type {const} */ ('string'), multiple: true } };
  const { values } = readOptions({ options }, usage);
  const node = await provideNode();
  await installPackages();
  const python = await providePython();
  const redis = await step('Redis', (progress) => provideRedis(python, progress));
  const prometheus = await step('Prometheus', providePrometheus);
  endRunsOnSignal();
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'prometheus', '--disable-console-intercept'];
  const { code, output } = await tryRun(node, args, {
    env: {
      ...process.env,
      CELERYSCOPE_TEST_PYTHON: python,
      CELERYSCOPE_TEST_REDIS: redis,
      CELERYSCOPE_TEST_PROMETHEUS: prometheus,
      CELERYSCOPE_TEST_BOARDS: (values.board ?? []).map((file) => path.resolve(file)).join(path.delimiter),
    },
  });
  process.stdout.write(output);
  return code;
});

/** The folder of both programs. @param {(text: string) => void} progress */
async function providePrometheus(progress) {
  const there = findPrometheus();
  if (there) return there;
  if (!mayInstall())
    throw new Failure('prometheus and promtool were not found: apt-get install prometheus, or put them on the PATH.');
  await aptInstall(['prometheus'], progress);
  const installed = findPrometheus();
  if (!installed) throw new Failure('apt-get installed prometheus, but it is not on the PATH.');
  return installed;
}

function findPrometheus() {
  const [server, tool] = [findProgram('prometheus'), findProgram('promtool')];
  return server && tool ? path.dirname(server) : null;
}
