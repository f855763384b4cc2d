import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { sharedDemo, test } from './shared-demo';

test.describe('the past', () => {
  test.describe.configure({ timeout: 120_000 });
  const open = sharedDemo();
  const at = (page: Page) => Number(new URL(page.url()).searchParams.get('at'));
  const title = (page: Page) => page.getByRole('heading', { name: /^As it was at/ });

  test('is shown on request, moved in by slider, keys and hand, shared, and left again', async ({ page }) => {
    await open(page, '');
    await page.getByRole('button', { name: 'Rewind' }).click();
    await expect(title(page)).toBeVisible();
    await expect(page.getByRole('banner').getByText(/As it was at/)).toBeVisible();
    await expect(page).toHaveTitle(/^Now at .* · Celeryscope$/);
    await expect(page).toHaveURL(/[?&]at=\d+/);
    const first = at(page);
    await page.getByRole('button', { name: '10 s earlier' }).click();
    await expect.poll(() => at(page)).toBe(first - 10);
    await page.keyboard.press('[');
    await expect.poll(() => at(page)).toBe(first - 70);
    // To the left there may be nothing: the history of a demo begins with it.
    await page.getByRole('slider', { name: 'Moment' }).press('ArrowRight');
    await expect.poll(() => at(page)).toBeGreaterThan(first - 70);
    const field = page.getByLabel('Moment, by hand');
    const typed = await field.inputValue();
    await field.fill(typed.replace(/\d\d$/, '07'));
    await field.press('Enter');
    await expect.poll(() => at(page) % 60).toBe(7);
    await page.getByRole('link', { name: 'Workers' }).last().click();
    await expect(page).toHaveURL(/workers\/\?at=\d+/);
    await expect(page.getByRole('region', { name: 'Workers' })).toBeVisible();
    const address = page.url();
    await page.reload();
    await expect(title(page)).toBeVisible();
    expect(page.url()).toBe(address);
    await page.getByRole('main').getByRole('button', { name: 'Back to live' }).click();
    await expect(page).not.toHaveURL(/at=/);
    await expect(page.getByRole('tab', { name: 'List' })).toBeVisible();
  });

  test('is left with p, and a relative time is fixed', async ({ page }) => {
    await open(page, 'queues/?at=-30s');
    await expect(title(page)).toBeVisible();
    await expect.poll(() => at(page)).toBeGreaterThan(1e9);
    await page.keyboard.press('p');
    await expect(page).not.toHaveURL(/at=/);
    for (const never of ['nonsense', '%2B1h', '4000000000']) {
      await open(page, `queues/?at=${never}`);
      await expect(page).not.toHaveURL(/at=/);
    }
  });

  test('does not call zero what nobody saw', async ({ page }) => {
    await open(page, '?at=2020-01-01');
    await expect(page.getByText(/^The history begins at/)).toBeVisible();
    await expect(page.locator('dd', { hasText: '0' })).toHaveCount(0);
    await expect(page.getByText('There is no sign of any at this moment.').first()).toBeVisible();
  });

  test('has no accessibility faults', async ({ page }) => {
    for (const [scheme, path] of [
      ['light', ''],
      ['dark', 'workers/'],
      ['light', 'queues/'],
    ] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await open(page, `${path}?at=-20s`);
      await expect(title(page)).toBeVisible();
      await expect(page.getByText('of which there were signs')).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([]);
    }
  });
});
