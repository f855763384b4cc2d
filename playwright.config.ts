import { defineConfig } from '@playwright/test';
import type { Shared } from './e2e/browser/shared-demo';
import { findChromium } from './scripts/services/chromium.mjs';

const given = process.env['CELERYSCOPE_TEST_CHROMIUM'];
const executablePath = given || findChromium() || undefined;
const isRoot = process.getuid?.() === 0;

export default defineConfig<object, Shared>({
  testDir: 'e2e/browser',
  // One demo at a time: two side by side would only slow each other down.
  workers: 1,
  projects: [
    { name: 'redis', use: { broker: 'redis' } },
    { name: 'rabbitmq', use: { broker: 'rabbitmq' }, testMatch: 'shop.spec.ts' },
  ],
  timeout: 240_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: 'list',
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath, args: isRoot ? ['--no-sandbox'] : [] },
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    video: 'off',
  },
});
