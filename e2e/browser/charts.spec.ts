import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { sharedDemo, test } from './shared-demo';

test.describe('the charts', () => {
  test.describe.configure({ timeout: 120_000 });
  const open = sharedDemo();
  const plot = (page: Page) => page.getByRole('group', { name: /^Finished per/ });
  const ends = (page: Page): [number, number] => {
    const search = new URL(page.url()).searchParams;
    return [Number(search.get('from')), Number(search.get('to'))];
  };

  test('zoom by drag into a time that the whole page then shows, and back', async ({ page }) => {
    await open(page, '?from=-15m');
    // That waits until it moves no more, which what is loaded above it makes it do.
    await plot(page).hover();
    const box = await plot(page).boundingBox();
    if (box === null) throw new Error('the chart is not shown');
    const at = (share: number) => [box.x + box.width * share, box.y + box.height / 2] as const;
    await page.mouse.move(...at(0.4));
    await page.mouse.down();
    await page.mouse.move(...at(0.7), { steps: 8 });
    await page.mouse.up();
    await expect(page).toHaveURL(/from=\d+&to=\d+/);
    const [from, to] = ends(page);
    expect((to - from) % 60).toBe(0);
    expect(to - from).toBeGreaterThanOrEqual(240);
    expect(to - from).toBeLessThanOrEqual(420);
    await expect(page.getByRole('heading', { name: /^Failing types, .* to / })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('heading', { name: /^Failing types, .* to / })).toBeVisible();
    await page.getByRole('button', { name: 'Remove filter Time' }).click();
    await expect(page).not.toHaveURL(/to=/);
  });

  test('zoom by keys alone, step through time, and go back with Escape', async ({ page }) => {
    await open(page, '?from=-15m');
    await plot(page).focus();
    for (const key of ['End', 'ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Enter'])
      await page.keyboard.press(key);
    await expect(page).toHaveURL(/from=\d+&to=\d+/);
    const [from, to] = ends(page);
    expect(to - from).toBe(180);
    await page.keyboard.press('[');
    await expect(page).toHaveURL(new RegExp(`from=${from - 180}&to=${from}`));
    await page.keyboard.press(']');
    await expect(page).toHaveURL(new RegExp(`from=${from}&to=${to}`));
    await plot(page).focus();
    await page.keyboard.press('Escape');
    await expect(page).toHaveURL(/from=-15m$/);
  });

  test('take two times by hand', async ({ page }) => {
    await open(page, 'queues/mail/');
    await page.getByRole('button', { name: 'Between two times' }).click();
    await page.getByLabel('From', { exact: true }).fill('2026-01-02T03:04');
    await page.getByLabel('To', { exact: true }).fill('2026-01-02T02:04');
    await page.getByRole('button', { name: 'Show this time', exact: true }).click();
    await expect(page.getByText('This is before the other one.')).toBeVisible();
    await page.getByLabel('To', { exact: true }).fill('2026-01-02T04:04');
    await page.getByRole('button', { name: 'Show this time', exact: true }).click();
    await expect(page).toHaveURL(/from=\d+&to=\d+/);
    const [from, to] = ends(page);
    expect(to - from).toBe(3600);
  });

  test('tell when workers started, and open what is behind a bar', async ({ page }) => {
    await open(page, '?from=-24h');
    await expect(page.getByRole('list', { name: 'What happened' }).locator('a, button').first()).toBeVisible();
    await plot(page).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/tasks\/\?from=\d+&to=\d+/);
  });

  for (const scheme of ['light', 'dark'] as const) {
    test(`have no accessibility faults, ${scheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme });
      for (const path of ['?from=-24h', 'queues/mail/', 'queues/mail/?latency=wait&from=-15m']) {
        await open(page, path);
        await expect(page.getByRole('figure').first()).toBeVisible();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([]);
      }
    });
  }
});
