import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { sharedDemo, test } from './shared-demo';

test.describe('the list of tasks', () => {
  test.describe.configure({ timeout: 120_000 });
  const open = sharedDemo();
  const rows = (page: Page) => page.locator('tbody tr[data-uuid]');
  const order = (page: Page) =>
    rows(page).evaluateAll((found) => found.slice(0, 10).map((row) => row.getAttribute('data-uuid')));

  test('counts new tasks instead of moving rows, and loads them with n', async ({ page }) => {
    await open(page, 'tasks/');
    await expect(rows(page).first()).toBeVisible();
    const before = await order(page);
    const pill = page.getByRole('button', { name: /new/ });
    await expect(pill).toBeVisible();
    expect(await order(page)).toEqual(before);
    await page.keyboard.press('n');
    await expect.poll(() => order(page)).not.toEqual(before);
  });

  test('keeps filter, order, columns and the open drawer through a reload', async ({ page }) => {
    await open(page, 'tasks/?q=-state:FAILURE&sort=name');
    await page.getByRole('button', { name: 'Success', exact: false }).first().click();
    await expect(page).toHaveURL(/q=state(:|%3A)SUCCESS/);
    await rows(page).first().locator('td').last().click();
    await expect(page.getByRole('complementary', { name: /^Task / })).toBeVisible();
    await expect(page).toHaveURL(/[?&]sel=/);
    const address = page.url();
    await page.reload();
    await expect(page.getByRole('complementary', { name: /^Task / })).toBeVisible();
    await expect(page.getByText('By name', { exact: true })).toBeVisible();
    expect(page.url()).toBe(address);
  });

  test('is worked by keyboard alone: cursor, drawer, range, all that match, nothing', async ({ page }) => {
    await open(page, 'tasks/?q=state:SUCCESS');
    await expect(rows(page).nth(4)).toBeVisible();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Space');
    const drawer = page.getByRole('complementary', { name: /^Task / });
    await expect(drawer).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(drawer).toBeHidden();
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Shift+X');
    const bar = page.getByRole('region', { name: 'Bulk actions' });
    await expect(bar.getByText('3 selected')).toBeVisible();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('ControlOrMeta+a');
    await expect(bar.getByText(/^All .* matching$/).first()).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(bar).toBeHidden();
  });

  test('shows who takes part in a bulk action before anything is sent', async ({ page }) => {
    await open(page, 'tasks/?q=state:FAILURE,SUCCESS&from=');
    await expect(rows(page).first()).toBeVisible({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Bulk action…' }).click();
    await page.getByRole('region', { name: 'Bulk actions' }).getByRole('button', { name: 'Revoke…' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText('None of them can take part').or(dialog.getByText('0 of')).first()).toBeVisible();
    await expect(dialog.getByText(/already ended/)).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });

  test('says which filter leaves nothing, and where a filter can not be read', async ({ page }) => {
    await open(page, 'tasks/?q=worker:nobody@nowhere%20state:SUCCESS');
    await expect(page.getByRole('heading', { name: 'No task matches' })).toBeVisible();
    await expect(
      page
        .getByRole('listitem')
        .filter({ hasText: 'nobody@nowhere' })
        .getByText(/^[1-9].* match$/),
    ).toBeVisible();
    await open(page, 'tasks/?q=state:FAILURE%20(queue:a');
    await expect(page.getByText(/At character 15/).first()).toBeVisible();
  });

  test('says what an unknown task can mean', async ({ page }) => {
    await open(page, 'tasks/00000000-0000-4000-8000-000000000000/');
    await expect(page.getByRole('heading', { name: /^No task 00000000/ })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Search for it in the list' })).toBeVisible();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, 390]) {
      test(`has no accessibility faults, ${colorScheme}, ${width} px`, async ({ browser }) => {
        const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
        const page = await context.newPage();
        await open(page, 'tasks/?q=state:SUCCESS');
        const first = page.locator('main a[href*="/tasks/"]').first();
        await expect(first).toBeVisible();
        const href = (await first.getAttribute('href')) ?? '';
        for (const path of [page.url(), new URL(href, page.url()).href]) {
          await page.goto(path);
          await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
          const { violations } = await new AxeBuilder({ page })
            .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
            .analyze();
          expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
        }
        await context.close();
      });
    }
  }
});
