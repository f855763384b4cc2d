import { expect, test, type Page } from '@playwright/test';
import { startOwnStage, type OwnStage } from './own-stage';

/** Workers are told what to do on their page and in their list; the last test ends one. */
test.describe('the controls of workers', () => {
  test.describe.configure({ mode: 'serial', timeout: 180_000 });
  let on: OwnStage;
  test.beforeAll(async () => {
    on = await startOwnStage();
    await on.start('w1@alpha', ['mail']);
  });
  test.afterAll(() => on.stop());

  const open = async (page: Page, path: string) => {
    page.on('pageerror', (error) => {
      throw error;
    });
    await page.goto(on.url + path);
  };
  const dialog = (page: Page) => page.getByRole('dialog');
  const choose = async (page: Page, item: string) => {
    await page.getByRole('button', { name: 'Controls', exact: true }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  const close = (page: Page) => dialog(page).getByRole('button', { name: 'Close' }).last().click();

  test('a queue is added, what the worker can’t do is not offered, and it is made quiet and takes again', async ({
    page,
  }) => {
    await open(page, 'workers/w1@alpha/');
    await page.getByRole('button', { name: 'Controls', exact: true }).click();
    const autoscale = page.getByRole('menuitem', { name: 'Autoscale…' });
    await expect(autoscale).toHaveAttribute('aria-disabled', 'true');
    await expect(autoscale).toContainText('It was started without --autoscale');
    await page.getByRole('menuitem', { name: 'Add consumer…' }).click();
    const add = dialog(page).getByRole('button', { name: 'Add consumer' });
    await expect(add).toHaveAttribute('aria-disabled', 'true');
    await dialog(page).getByLabel('Queue').fill('extra');
    await dialog(page).getByLabel('Reason, kept in the action log').fill('backlog');
    await add.click();
    await expect(dialog(page).getByText('It accepted.')).toBeVisible();
    await expect(dialog(page).getByText('add consumer extra')).toBeVisible();
    await close(page);
    await expect(page.getByRole('main').getByRole('link', { name: 'extra' })).toBeVisible();

    await choose(page, 'Make quiet…');
    await expect(dialog(page).getByText('It leaves: mail, extra.')).toBeVisible();
    await dialog(page).getByRole('button', { name: 'Make quiet' }).click();
    await expect(dialog(page).getByText('It accepted.')).toBeVisible();
    await close(page);
    const note = page.getByRole('region', { name: 'Quiet' });
    await expect(note.getByText('anonymous told it to take nothing')).toContainText('mail, extra');
    await note.getByRole('button', { name: 'Take again…' }).click();
    await dialog(page).getByRole('button', { name: 'Take again' }).click();
    await expect(dialog(page).getByText('It accepted.')).toBeVisible();
    await close(page);
    await expect(note).toHaveCount(0);
    await expect(page.getByRole('main').getByRole('link', { name: 'extra' })).toBeVisible();
  });

  test('a rate is set on all workers from their list, and a wrong one is told before it is sent', async ({ page }) => {
    await open(page, 'workers/');
    await page.getByRole('button', { name: 'All workers' }).click();
    await page.getByRole('menuitem', { name: 'Rate limit…' }).click();
    await dialog(page).getByLabel('Task type').fill('scope.add');
    await dialog(page).getByLabel('Rate', { exact: true }).fill('10/x');
    await expect(dialog(page).getByRole('alert')).toHaveText('A rate is written 200, 10/s, 10/m or 10/h');
    await dialog(page).getByLabel('Rate', { exact: true }).fill('10/m');
    await dialog(page).getByRole('button', { name: 'Set rate' }).click();
    await expect(dialog(page).getByText('new rate limit set successfully')).toBeVisible();
    await close(page);
  });

  test('by keyboard alone a worker is shut down, which says what it did, and then is told nothing more', async ({
    page,
  }) => {
    await open(page, 'workers/');
    const controls = page.getByRole('button', { name: 'Controls of w1@alpha' });
    await controls.press('Enter');
    await expect(page.getByRole('menuitem', { name: 'Shut down…' })).toBeVisible();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await expect(dialog(page).getByText('It runs nothing now.')).toBeVisible();
    await expect(dialog(page).getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(dialog(page).getByText('It said that it stops.')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(controls).toHaveCount(0);
    await open(page, 'actions/');
    await expect(page.getByRole('row', { name: /Shut down w1@alpha/ })).toBeVisible();
    await open(page, 'workers/w1@alpha/');
    await page.getByRole('button', { name: 'Controls', exact: true }).click();
    await expect(page.getByRole('menuitem', { name: /Shut down…/ })).toContainText('It is gone');
  });
});
