import { runMain } from './lib/failure.mjs';
import { buildProduct } from './steps/build.mjs';
import { installPackages } from './steps/install.mjs';
import { provideNode } from './steps/node24.mjs';

await runMain(async () => {
  const node = await provideNode();
  await installPackages();
  await buildProduct(node);
});
