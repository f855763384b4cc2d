import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
// Under node_modules, so that the packages that stay outside are found.
const folder = join(root, 'node_modules/.cache/celeryscope-bench');

/**
 * Bundles parts of the product for the bench, which is plain JavaScript; the addresses of the results.
 * @param {Record<string, string>} entries name → TypeScript source that imports from the repository's root
 */
export async function bundled(entries) {
  mkdirSync(folder, { recursive: true });
  const outputs = await Promise.all(
    Object.entries(entries).map(async ([name, contents]) => {
      const outfile = join(folder, `${name}.mjs`);
      await build({
        stdin: { contents, resolveDir: root, loader: 'ts', sourcefile: `${name}.ts` },
        outfile,
        bundle: true,
        format: 'esm',
        platform: 'node',
        packages: 'external',
        alias: { '@': root },
        logLevel: 'warning',
      });
      return [name, pathToFileURL(outfile).href];
    }),
  );
  return Object.fromEntries(outputs);
}
