// Run by the Node that provideNode found: bundles the entry points given as arguments into dist/, or `--outdir=`.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { inRoot, root } from '../lib/paths.mjs';

const outdir = process.argv.find((word) => word.startsWith('--outdir='))?.slice('--outdir='.length) ?? 'dist';
const pairs = process.argv.slice(2).filter((word) => !word.startsWith('--'));

const { outputFiles } = await build({
  entryPoints: pairs.map((pair) => {
    const [out = '', file = ''] = pair.split('=');
    return { out, in: inRoot(file) };
  }),
  outdir: inRoot(outdir),
  absWorkingDir: root,
  bundle: true,
  // Shared chunks beside the entries: the command's entry can check the Node before it imports anything native, and
  // `new URL('./collector.js', import.meta.url)` holds wherever the code ended up.
  splitting: true,
  chunkNames: 'chunk-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node22.19',
  sourcemap: true,
  alias: { '@': root },
  // `packages: 'external'` would take `@/…` for a package as well.
  plugins: [
    {
      name: 'packages stay outside',
      setup: (pluginBuild) =>
        pluginBuild.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
          kind === 'entry-point' || path.startsWith('@/') ? undefined : { path, external: true },
        ),
    },
  ],
  logLevel: 'warning',
  write: false,
});

// Several tests may ask for it at once: a file that another one runs just now is never half written.
for (const { path: file, contents } of outputFiles) {
  if (existsSync(file) && readFileSync(file).equals(contents)) continue;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, contents);
  renameSync(`${file}.${process.pid}`, file);
}
