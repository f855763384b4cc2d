import { test, type Page } from '@playwright/test';
import { startDemo, type Demo } from './demo';

/** An address that is already served spares the demo's start while a test is written. */
const given = process.env['CELERYSCOPE_TEST_URL'];

/** One demo for all tests of a `describe`; gives what opens one of its pages. */
export function sharedDemo(): (page: Page, path: string) => Promise<void> {
  let demo: Demo | null = null;
  test.beforeAll(async () => {
    test.setTimeout(300_000);
    if (given === undefined) demo = await startDemo('redis');
  });
  test.afterAll(async () => {
    test.setTimeout(60_000);
    await demo?.stop();
  });
  return async (page, path) => {
    page.on('pageerror', (error) => {
      throw error;
    });
    await page.goto((demo?.url ?? given ?? '') + path);
  };
}
