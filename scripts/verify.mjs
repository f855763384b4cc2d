import { runChecks } from './lib/checks.mjs';
import { runMain } from './lib/failure.mjs';
import { lint, quickChecks } from './steps/checks.mjs';
import { installPackages } from './steps/install.mjs';
import { provideNode } from './steps/node24.mjs';

await runMain(async () => {
  const node = await provideNode();
  await installPackages();
  const bad = (await runChecks(node, [lint(), ...quickChecks()])).filter(({ ok }) => !ok);
  process.stdout.write(bad.length === 0 ? '\nAll good.\n' : `\nFailed: ${bad.map(({ name }) => name).join(', ')}\n`);
  return bad.length === 0 ? 0 : 1;
});
