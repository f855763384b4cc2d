import { runMain } from './lib/failure.mjs';
import { run } from './lib/run.mjs';
import { installPackages } from './steps/install.mjs';
import { provideNode } from './steps/node24.mjs';

await runMain(async () => {
  const node = await provideNode();
  await installPackages();
  await run(node, ['scripts/steps/options-table.mjs'], { failure: 'The options could not be read.' });
});
