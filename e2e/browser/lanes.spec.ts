import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { sharedDemo, test } from './shared-demo';

test.describe('the lanes', () => {
  test.describe.configure({ timeout: 120_000 });
  const open = sharedDemo();
  const lanes = (page: Page) => page.getByRole('group', { name: /^Runs by slot/ });
  const ends = (page: Page): [number, number] => {
    const search = new URL(page.url()).searchParams;
    return [Number(search.get('from')), Number(search.get('to'))];
  };
  /** Some of what is drawn is no longer the idle line: pixels that differ from their neighbours below. */
  const drawn = (page: Page) =>
    page
      .locator('canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => {
        const { width, height } = canvas;
        const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
        let painted = 0;
        for (let index = 3; index < pixels.length; index += 4) if ((pixels[index] ?? 0) > 0) painted += 1;
        return painted / (width * height);
      });

  test('are a tab of the workers, drawn for each slot, and zoomed by drag', async ({ page }) => {
    await open(page, 'workers/');
    await page.getByRole('tab', { name: 'Lanes' }).click();
    await expect(page).toHaveURL(/tab=lanes/);
    await expect(lanes(page).getByRole('link', { name: 'orders@shop' })).toBeVisible();
    await expect.poll(() => drawn(page)).toBeGreaterThan(0);
    // That waits until it moves no more.
    await lanes(page).hover();
    const box = await lanes(page).locator('canvas').first().boundingBox();
    if (box === null) throw new Error('nothing is drawn');
    await page.mouse.move(box.x + box.width * 0.8, box.y + 8);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.95, box.y + 8, { steps: 5 });
    await page.mouse.up();
    await expect(page).toHaveURL(/from=\d+&to=\d+/);
    const [from, to] = ends(page);
    expect(to - from).toBeGreaterThan(100);
    expect(to - from).toBeLessThan(200);
  });

  test('are walked by keys to a run, zoomed around it, and lead to its task', async ({ page }) => {
    await open(page, 'workers/orders%40shop/?lanes=time&from=-15m');
    await expect(lanes(page).getByText(/^Slot 1: [\d,]+ runs/)).toBeAttached({ timeout: 60_000 });
    await lanes(page).focus();
    await page.keyboard.press('ArrowRight');
    await expect(lanes(page).getByRole('status')).toContainText('orders@shop, slot');
    const first = await lanes(page).getByRole('status').innerText();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => lanes(page).getByRole('status').innerText()).not.toBe(first);
    await page.keyboard.press('+');
    await expect(page).toHaveURL(/from=\d+&to=\d+/);
    const [from, to] = ends(page);
    expect(to - from).toBeLessThanOrEqual(452);
    await lanes(page).focus();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/tasks\/[0-9a-f-]{36}/);
  });

  for (const scheme of ['light', 'dark'] as const) {
    test(`have no accessibility faults, ${scheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await open(page, 'workers/?tab=lanes');
      await expect(page.locator('canvas').first()).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([]);
    });
  }
});
