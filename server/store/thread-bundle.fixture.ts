import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface ThreadBundle {
  readonly file: string;
  readonly remove: () => void;
}

/** The file of a thread (from the repository's root) as one program, for a Worker takes no TypeScript. */
export async function bundleThread(entry: string): Promise<ThreadBundle> {
  const root = process.cwd();
  // Under node_modules, so that the packages that stay outside are found.
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'celeryscope-thread-'));
  const file = join(folder, 'thread.mjs');
  await build({
    entryPoints: [join(root, entry)],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    alias: { '@': root },
  });
  return { file, remove: () => rmSync(folder, { recursive: true }) };
}
