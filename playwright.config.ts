import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/services/chromium.mjs';

const given = process.env['CELERYSCOPE_TEST_CHROMIUM'];
const executablePath = given || findChromium() || undefined;
const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'e2e/browser',
  // Each test starts brokers and workers of its own: side by side they would only slow each other down.
  workers: 1,
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
