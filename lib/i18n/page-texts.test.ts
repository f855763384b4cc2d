import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { PAGE_TEXTS } from './page-texts';

const NAMESPACES = Object.keys(PAGE_TEXTS);

/** The file that an import names; null for a package. */
function fileOf(importer: string, name: string): string | null {
  const path = name.startsWith('@/') ? name.slice(2) : name.startsWith('.') ? join(dirname(importer), name) : null;
  return path === null ? null : (['.ts', '.tsx', '/index.ts'].map((end) => path + end).find(existsSync) ?? null);
}

/** A file and all that it loads, at once or later. */
function loadedBy(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  const code = readFileSync(entry, 'utf8');
  for (const [, name = ''] of code.matchAll(/(?:from|import\()\s*'([^']+)'/g)) {
    const file = fileOf(entry, name);
    if (file !== null) loadedBy(file, seen);
  }
  return seen;
}

function usedIn(files: Iterable<string>): Set<string> {
  const used = new Set<string>();
  for (const file of files) {
    const code = readFileSync(file, 'utf8');
    for (const [, name = ''] of code.matchAll(/useTranslations\('(\w+)/g))
      if (NAMESPACES.includes(name)) used.add(name);
  }
  return used;
}

const shell = loadedBy('components/layout/shell.tsx');
const pages = globSync('app/**/page.tsx').map((page) => {
  const own = [...loadedBy(page)].filter((file) => !shell.has(file));
  const [, list = ''] =
    /withTexts\(\s*\{([^}]*)\}/.exec(
      own.map((file) => readFileSync(file, 'utf8')).find((code) => code.includes('= withTexts(')) ?? '',
    ) ?? [];
  return {
    page,
    used: [...usedIn(own)].sort(),
    brought: list
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
      .sort(),
  };
});

it.each(pages)('$page brings the texts that its components use', ({ used, brought }) => {
  expect(brought).toEqual(expect.arrayContaining(used));
});

it('what stands around every page uses no text of a page', () => {
  expect([...usedIn(shell)]).toEqual([]);
});

it('sees what pages use', () => {
  expect(pages.find(({ page }) => page === 'app/system/page.tsx')?.used).toContain('system');
});
