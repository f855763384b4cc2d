import { runMain } from './lib/failure.mjs';
import { readOptions } from './lib/options.mjs';
import { step } from './lib/progress.mjs';
import { run } from './lib/run.mjs';
import { provideChromium } from './services/chromium.mjs';
import { provideRedis } from './services/provide.mjs';
import { buildProduct } from './steps/build.mjs';
import { installPackages } from './steps/install.mjs';
import { provideNode } from './steps/node24.mjs';
import { provideFlower, providePython } from './steps/python.mjs';

const usage = `npm run bench -- [--quick]

  --quick   a shorter run (three minutes at most) that does not write docs/benchmarks.md`;

await runMain(async () => {
  const { values } = readOptions({ options: { quick: { type: 'boolean', default: false } } }, usage);
  const node = await provideNode();
  await installPackages();
  await buildProduct(node);
  const python = await providePython();
  const flower = await provideFlower(python);
  const redisServer = await step('Redis', (progress) => provideRedis(python, progress));
  const chromium = await step('Chromium', provideChromium);
  const args = JSON.stringify({ redisServer, flower, chromium, quick: values.quick });
  // In a process of its own: the machine's Node may be too old for the packages that it uses.
  await run(
    node,
    [
      '--input-type=module',
      '-e',
      `const { bench } = await import('./bench/run.mjs'); await bench(${args}); process.exit(0);`,
    ],
    { onLine: (line) => process.stdout.write(`${line}\n`) },
  );
  return 0;
});
