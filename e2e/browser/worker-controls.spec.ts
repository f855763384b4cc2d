import { expect, test, type Page } from '@playwright/test';
import type { CeleryWorker } from '../support/celery-worker';
import { startOwnStage, type OwnStage } from './own-stage';

/** Workers are told what to do on their page and in their list; the last test ends one. */
test.describe('the controls of workers', () => {
  test.describe.configure({ mode: 'serial', timeout: 180_000 });
  let on: OwnStage;
  let other: CeleryWorker;
  test.beforeAll(async () => {
    on = await startOwnStage();
    await on.start('w1@alpha', ['mail']);
    other = await on.start('w2@alpha', ['other']);
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

  test('a pool grows and shrinks, as far as it may', async ({ page }) => {
    await open(page, 'workers/w1@alpha/');
    await choose(page, 'Grow pool…');
    await dialog(page).getByRole('button', { name: 'Grow' }).click();
    await expect(dialog(page).getByText('pool will grow')).toBeVisible();
    await close(page);
    await expect(page.getByRole('main').getByText('prefork, 2')).toBeVisible();
    await choose(page, 'Shrink pool…');
    await expect(dialog(page).getByText('Now it has 2 processes or threads.')).toBeVisible();
    const shrink = dialog(page).getByRole('button', { name: 'Shrink' });
    await dialog(page).getByLabel('How many').fill('2');
    await shrink.click();
    await expect(dialog(page).getByText('with none left it would hold messages and run nothing')).toBeVisible();
    await dialog(page).getByLabel('How many').fill('1');
    await shrink.click();
    await expect(dialog(page).getByText('pool will shrink')).toBeVisible();
    await close(page);
    await expect(page.getByRole('main').getByText('prefork, 1')).toBeVisible();
  });

  test('a worker is added to a queue on the queue’s page, and a phone has its controls in view', async ({ page }) => {
    await open(page, 'queues/mail/');
    await page.getByRole('button', { name: 'Add consumer' }).click();
    await page.getByRole('menuitem', { name: 'w2@alpha' }).click();
    await expect(dialog(page).getByLabel('Queue')).toHaveValue('mail');
    await dialog(page).getByRole('button', { name: 'Add consumer' }).click();
    await expect(dialog(page).getByText('add consumer mail')).toBeVisible();
    await close(page);
    const controls = page.getByRole('button', { name: 'Controls of w2@alpha' });
    await expect(controls).toBeVisible();
    await page.setViewportSize({ width: 390, height: 844 });
    await controls.scrollIntoViewIfNeeded();
    await page.getByRole('region', { name: 'Consumers' }).evaluate((list) => list.scrollTo(0, 0));
    await expect(controls).toBeInViewport({ ratio: 1 });
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
    await expect(dialog(page).getByText('new rate limit set successfully')).toHaveCount(2);
    await close(page);
  });

  test('of two workers one is silent: the answer names both', async ({ page }) => {
    await open(page, 'workers/');
    process.kill(other.pid, 'SIGSTOP');
    try {
      await page.getByRole('button', { name: 'All workers' }).click();
      await page.getByRole('menuitem', { name: 'Rate limit…' }).click();
      await dialog(page).getByLabel('Task type').fill('scope.add');
      await dialog(page).getByLabel('Rate', { exact: true }).fill('20/m');
      await dialog(page).getByRole('button', { name: 'Set rate' }).click();
      await expect(dialog(page).getByText('1 of 2 accepted; the others refused or were silent.')).toBeVisible();
      await expect(dialog(page).getByRole('row', { name: /w1@alpha/ })).toContainText('new rate limit set');
      await expect(dialog(page).getByRole('row', { name: /w2@alpha/ })).toContainText('no reply in 3 s');
    } finally {
      process.kill(other.pid, 'SIGCONT');
    }
    await close(page);
    await open(page, 'actions/');
    await expect(page.getByRole('row', { name: /Rate limit/ }).first()).toContainText('1 of 2 accepted 20/m');
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
