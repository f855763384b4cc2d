import { expect, test as base, type Page } from '@playwright/test';
import { startDemo, type Demo } from './demo';

/** An address that is already served spares the demo's start while a test is written. */
const given = process.env['CELERYSCOPE_TEST_URL'];

export interface Shared {
  /** What the demo runs on; a project of its own for each. */
  readonly broker: 'redis' | 'rabbitmq';
  /** One for all tests on this broker, whatever their file: its start takes longer than most of them. */
  readonly demo: Demo;
}

export const test = base.extend<object, Shared>({
  broker: ['redis', { scope: 'worker', option: true }],
  demo: [
    async ({ broker }, use) => {
      const demo = await startDemo(broker, given);
      await use(demo);
      const { seconds, left } = await demo.stop();
      expect(left, 'processes left behind').toBe('');
      expect(seconds, 'seconds to stop').toBeLessThan(60);
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

/** What opens a page of the demo. */
export function sharedDemo(): (page: Page, path: string) => Promise<void> {
  let url = '';
  test.beforeAll(({ demo }) => {
    ({ url } = demo);
  });
  return async (page, path) => {
    page.on('pageerror', (error) => {
      throw error;
    });
    await page.goto(url + path);
  };
}
