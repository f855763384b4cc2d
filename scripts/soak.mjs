import { runMain } from './lib/failure.mjs';
import { readNumber, readOptions } from './lib/options.mjs';
import { step } from './lib/progress.mjs';
import { endRunsOnSignal, run } from './lib/run.mjs';
import { provideRedis } from './services/provide.mjs';
import { buildProduct } from './steps/build.mjs';
import { installPackages } from './steps/install.mjs';
import { provideNode } from './steps/node24.mjs';
import { providePython } from './steps/python.mjs';

const usage = `npm run soak -- [--minutes N] [--rate N] [--events N] [--max-tasks N]

  --minutes    how long (60)
  --rate       real tasks a second, about (10)
  --events     made-up events a second (300)
  --max-tasks  how many Celeryscope keeps (20000): its size settles within the first ten minutes`;

await runMain(async () => {
  const text = { type: /** @type {const} */ ('string') };
  const { values } = readOptions({ options: { minutes: text, rate: text, events: text, 'max-tasks': text } }, usage);
  const options = {
    minutes: readNumber('minutes', values.minutes, 1, 10_000) ?? 60,
    rate: readNumber('rate', values.rate, 1, 1000) ?? 10,
    events: readNumber('events', values.events, 60, 100_000) ?? 300,
    maxTasks: readNumber('max-tasks', values['max-tasks'], 1000, 10_000_000) ?? 20_000,
  };
  const node = await provideNode();
  await installPackages();
  await buildProduct(node);
  const python = await providePython();
  const redisServer = await step('Redis', (progress) => provideRedis(python, progress));
  const args = JSON.stringify({ redisServer, python, ...options });
  endRunsOnSignal();
  // In a process of its own: the machine's Node may be too old for the packages that it uses.
  await run(
    node,
    [
      '--input-type=module',
      '-e',
      `const { soak } = await import('./bench/soak.mjs'); process.exit((await soak(${args})) === 0 ? 0 : 1);`,
    ],
    { onLine: (line) => process.stdout.write(`${line}\n`), failure: 'The soak found lost or wrong states.' },
  );
  return 0;
});
