import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { startOwnStage, type OwnStage } from './own-stage';

/** A bulk action from the list to what came of each task, on a broker of its own. */
test.describe('bulk jobs', () => {
  test.describe.configure({ mode: 'serial', timeout: 180_000 });
  let on: OwnStage;
  test.beforeAll(async () => {
    on = await startOwnStage();
    await on.start('work@alpha', ['work']);
    await on.send('work', 'scope.fail', ['<img src=x onerror=alert(1)>'], {}, 30);
    await expect.poll(() => on.json('api/v1/tasks?q=state:FAILURE')).toMatchObject({ count: { value: 30 } });
  });
  test.afterAll(() => on.stop());

  const open = async (page: Page, path: string) => {
    page.on('pageerror', (error) => {
      throw error;
    });
    await page.goto(on.url + path);
  };
  const dialog = (page: Page) => page.getByRole('dialog');
  const ask = async (page: Page, q: string, action: 'Retry…' | 'Revoke…') => {
    await open(page, `tasks/?from=&q=${encodeURIComponent(q)}`);
    await page.getByRole('button', { name: 'Bulk action…' }).click();
    await page.getByRole('region', { name: 'Bulk actions' }).getByRole('button', { name: action }).click();
  };
  const row = (page: Page, what: RegExp) => page.getByRole('row', { name: what }).first();

  test('what failed is sent again: dry run, reason, progress, and each task with its new one', async ({ page }) => {
    await ask(page, 'state:FAILURE task:scope.fail', 'Retry…');
    await expect(dialog(page).getByText('30 of 30 take part')).toBeVisible();
    await expect(dialog(page).getByRole('button', { name: 'Cancel' })).toBeFocused();
    await dialog(page).getByLabel('Tasks a second').fill('0');
    await expect(dialog(page).getByText(/A number from 0.1 to 500/)).toBeVisible();
    await expect(dialog(page).getByRole('button', { name: 'Send 30 again' })).toHaveAttribute('aria-disabled', 'true');
    await dialog(page).getByLabel('Tasks a second').fill('100');
    await dialog(page).getByLabel('Reason, kept in the action log').fill('the fix is out');
    await dialog(page).getByRole('button', { name: 'Send 30 again' }).click();
    await expect(dialog(page).getByRole('heading', { name: 'Sending again: 30 of 30' })).toBeVisible();
    await expect(dialog(page).getByText('30 done')).toBeVisible();
    await dialog(page).getByRole('link', { name: 'Open in Actions' }).click();

    const items = page.getByRole('region', { name: 'Tasks by what came of them' });
    await expect(items.getByRole('row')).toHaveCount(31);
    await expect(page.getByText('the fix is out').first()).toBeVisible();
    const sent = items.getByRole('link', { name: /^as / }).first();
    const name = (await sent.getAttribute('title')) ?? '';
    await sent.click();
    await expect(page).toHaveURL(new RegExp(name));
  });

  test('goes on when its page is gone, and is aborted from Actions', async ({ page, context }) => {
    await ask(page, 'state:FAILURE task:scope.fail', 'Retry…');
    // So slow that it is still under way when it is aborted.
    await dialog(page).getByLabel('Tasks a second').fill('0.5');
    await dialog(page)
      .getByRole('button', { name: /^Send \d+ again$/ })
      .click();
    await expect(dialog(page).getByText('Under way')).toBeVisible();
    await page.close();

    const other = await context.newPage();
    await open(other, 'actions/');
    await expect(row(other, /Retry \d+ tasks.*Under way/)).toBeVisible();
    await row(other, /Retry \d+ tasks.*Under way/)
      .getByRole('button')
      .click();
    await other.getByRole('button', { name: 'Abort' }).click();
    await expect(row(other, /Retry \d+ tasks.*Aborted/)).toBeVisible();
    await expect(other.getByRole('button', { name: 'Abort' })).toHaveCount(0);
    const outcomes = other.getByLabel('Tasks by what came of them').first();
    const notBegun = outcomes.locator('option', { hasText: /^Not begun/ });
    await outcomes.selectOption((await notBegun.getAttribute('value')) ?? '');
    await expect(other.getByRole('cell', { name: 'Not begun' }).first()).toBeVisible();
    await expect(other.getByText(/^\d+ not begun$/)).toBeVisible();
    const download = other.waitForEvent('download');
    await other.getByRole('main').getByRole('button', { name: 'Export' }).last().click();
    await other.getByRole('menuitem', { name: /CSV/ }).click();
    expect((await download).suggestedFilename()).toMatch(/^job-.*\.csv$/);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, 390]) {
      test(`has no accessibility faults, ${colorScheme}, ${width} px`, async ({ browser }) => {
        const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
        const page = await context.newPage();
        await open(page, 'actions/');
        await page.getByRole('button', { expanded: false }).filter({ hasText: ':' }).first().click();
        await expect(page.getByRole('region', { name: 'Tasks by what came of them' })).toBeVisible();
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
          .analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(wider).toBeLessThanOrEqual(0);
        await context.close();
      });
    }
  }
});
