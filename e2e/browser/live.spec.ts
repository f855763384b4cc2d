import { expect, type Page } from '@playwright/test';
import { sharedDemo, test } from './shared-demo';

test.describe('the live control', () => {
  test.describe.configure({ timeout: 120_000 });
  const open = sharedDemo();

  /** Views of which frames come in, `status` apart, which tells the state of the connection. */
  const framesOf = (page: Page): string[] => {
    const keys: string[] = [];
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        const key = /^42.*?"key":"([^"]+)"/.exec(String(payload))?.[1];
        if (key !== undefined && key !== 'status?') keys.push(key);
      }),
    );
    return keys;
  };
  const pill = (page: Page) =>
    page
      .getByRole('banner')
      .locator('[aria-haspopup="menu"]')
      .filter({ hasText: /Live|at/ });

  test('slows the pages down, and the choice goes along from page to page', async ({ page }) => {
    const keys = framesOf(page);
    await open(page, '');
    await pill(page).click();
    await page.getByRole('menuitemradio', { name: 'Every 2 s' }).click();
    await expect(page).toHaveURL(/[?&]live=2s/);
    await expect(pill(page)).toHaveText('Live · 2 s');
    // What was on its way when the pace was chosen still arrives.
    await expect.poll(() => keys.some((key) => key.endsWith('@2'))).toBe(true);
    keys.length = 0;
    await expect.poll(() => keys.length).toBeGreaterThan(3);
    expect(keys.filter((key) => !key.endsWith('@2'))).toEqual([]);
    await page.getByRole('link', { name: 'Workers' }).first().click();
    await expect(page).toHaveURL(/workers\/\?live=2s/);
    await page.reload();
    await expect(pill(page)).toHaveText('Live · 2 s');
  });

  test('pauses: nothing is sent any more, and a page opened meanwhile is read once', async ({ page }) => {
    const keys = framesOf(page);
    await open(page, 'queues/');
    await expect(page.locator('tbody tr').first()).toBeVisible();
    await page.keyboard.press('p');
    await expect(page).toHaveURL(/live=paused/);
    await expect(pill(page)).toHaveText(/Paused at \d\d:\d\d:\d\d/);
    await page.getByRole('link', { name: 'Tasks' }).first().click();
    const rows = page.locator('tbody tr[data-uuid]');
    await expect(rows.first()).toBeVisible();
    const first = await rows.first().getAttribute('data-uuid');
    // Each view of the page that was opened is read once, one after the other.
    await expect.poll(() => keys.splice(0).length, { intervals: [1000] }).toBe(0);
    await page.waitForTimeout(3000);
    expect(keys).toEqual([]);
    expect(await rows.first().getAttribute('data-uuid')).toBe(first);
    await page.keyboard.press('p');
    await expect(page).not.toHaveURL(/live=/);
    await expect.poll(() => keys.length).toBeGreaterThan(0);
  });

  test('opens as a shared link says', async ({ page }) => {
    await open(page, 'queues/?live=paused');
    await expect(pill(page)).toHaveText(/Paused at/);
    await expect(page.locator('tbody tr').first()).toBeVisible();
    await open(page, 'queues/?live=15s');
    await expect(pill(page)).toHaveText('Live · 15 s');
  });
});
