#!/usr/bin/env node
import { engineProblem } from './engine-check';

// On an older Node the native parts crash as soon as they are imported, hence the import that waits for this.
const problem = engineProblem(process.versions);
if (problem === null) {
  const { main } = await import('./main');
  process.exit(await main());
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
