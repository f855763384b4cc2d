// Run by the Node that provideNode found: puts the options, as the product itself describes them, into the README.
import { build } from 'esbuild';
import { readFileSync, writeFileSync } from 'node:fs';
import { inRoot, root } from '../lib/paths.mjs';
import { withOptions } from '../lib/readme-options.mjs';

const { outputFiles } = await build({
  stdin: { contents: "export { optionsTable } from './server/config/texts';", resolveDir: root },
  alias: { '@': root },
  bundle: true,
  format: 'esm',
  platform: 'node',
  write: false,
});
const { optionsTable } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? []).toString('base64')}`
);
const readme = inRoot('README.md');
writeFileSync(readme, withOptions(readFileSync(readme, 'utf8'), optionsTable()));
