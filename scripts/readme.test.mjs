import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { optionsTable } from '@/server/config';
import { inRoot } from './lib/paths.mjs';
import { withOptions } from './lib/readme-options.mjs';

it('shows the options in the README as the command describes them (else: npm run readme)', () => {
  const readme = readFileSync(inRoot('README.md'), 'utf8');
  expect(readme).toBe(withOptions(readme, optionsTable()));
});
