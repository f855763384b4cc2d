import { spawn } from 'node:child_process';
import { NODE_ARGS } from './lib/command.mjs';
import { Failure, runMain } from './lib/failure.mjs';
import { buildProduct } from './steps/build.mjs';
import { installPackages } from './steps/install.mjs';
import { provideNode } from './steps/node24.mjs';

await runMain(async () => {
  const node = await provideNode();
  await installPackages();
  await buildProduct(node);
  return celeryscope(node, process.argv.slice(2));
});

/** @param {string} node @param {string[]} args @returns {Promise<number>} its exit code */
function celeryscope(node, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [...NODE_ARGS, ...args], { stdio: 'inherit' });
    for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => {
        // A Ctrl-C at the terminal reaches the whole group, the child too.
        if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
      });
    }
    child.on('error', (error) => reject(new Failure(`Celeryscope could not be started: ${error.message}`)));
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}
