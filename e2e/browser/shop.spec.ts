import { expect } from '@playwright/test';
import { sharedDemo, test } from './shared-demo';

const customer = { name: 'Zoë Müller', email: 'zoe@mail.example', locale: 'de-DE' };

test.describe('the demo', () => {
  test.describe.configure({ mode: 'serial', timeout: 280_000 });
  const open = sharedDemo();

  test('shows the cluster at a glance', async ({ page }) => {
    await open(page, '');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByText('of 13 slots', { exact: true })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText('of 8', { exact: true })).toBeVisible({ timeout: 60_000 });
  });

  test('sees a task go from waiting to success without a reload', async ({ page, demo }) => {
    const uuid = demo.send('shop.mail.cart_reminder', [customer, { items: 2 }], { countdown: 20, queue: 'mail' });
    await open(page, `tasks/${uuid}/`);
    const head = page.getByRole('main');
    await expect(head.getByText('Received').first()).toBeVisible();
    await page.evaluate(() => Reflect.set(window, 'stillTheSamePage', true));
    await expect(head.getByText('Success').first()).toBeVisible({ timeout: 60_000 });
    expect(await page.evaluate(() => Reflect.get(window, 'stillTheSamePage') as unknown)).toBe(true);
    await expect(page.getByText('250 2.0.0 Ok').first()).toBeVisible();
  });

  test('revokes a waiting task, shows each answer and keeps it in Actions', async ({ page, demo }) => {
    const uuid = demo.send('shop.mail.cart_reminder', [customer, { items: 1 }], { countdown: 30, queue: 'mail' });
    await open(page, `tasks/${uuid}/`);
    await expect(page.getByRole('main').getByText('Received').first()).toBeVisible();
    await page.getByRole('button', { name: 'Revoke…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason, kept in the action log').fill('cart was bought');
    await dialog.getByRole('button', { name: 'Revoke', exact: true }).click();
    await expect(page.getByText('mail@shop').first()).toBeVisible();
    await expect(page.getByRole('main').getByText('Revoked').first()).toBeVisible({ timeout: 60_000 });
    await open(page, 'actions/');
    await expect(page.getByText('cart was bought').first()).toBeVisible();
  });

  test('retries a failed task with mended arguments, and the new run succeeds', async ({ page, demo }) => {
    const uuid = demo.send('shop.stock.import_feed', ['uji-gardens', ['TEA-1;3', 'TEA-2;ausverkauft']], {
      queue: 'orders',
    });
    await open(page, `tasks/${uuid}/`);
    await expect(page.getByRole('main').getByText('Failure').first()).toBeVisible();
    await page.getByRole('button', { name: 'Retry…' }).click();
    const dialog = page.getByRole('dialog');
    const args = dialog.getByLabel('Positional arguments, a JSON array');
    await expect(args).toHaveValue(/ausverkauft/);
    await args.fill('["uji-gardens", ["TEA-1;3", "TEA-2;4"]]');
    await dialog.getByRole('button', { name: 'Send again' }).click();
    await page.getByRole('link', { name: 'Open the new task' }).click();
    await expect(page).not.toHaveURL(new RegExp(uuid));
    await expect(page.getByRole('main').getByText('Success').first()).toBeVisible();
    await expect(page.getByRole('main').getByText('7', { exact: true }).first()).toBeVisible();
  });

  test('shows every page on a phone without sideways scrolling', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of [
      '',
      'tasks/',
      'workers/',
      'workers/mail@shop/',
      'queues/',
      'queues/mail/',
      'alerts/',
      'actions/',
      'system/',
    ]) {
      await open(page, path);
      await expect(page.getByRole('main')).toBeVisible();
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
    }
  });

  test('finds both faults by itself within three minutes', async ({ page }) => {
    await open(page, 'alerts/?state=all');
    const starved = page.getByRole('button', { name: /^media-1@shop holds .*prefetch-starvation/ }).first();
    await expect(starved).toBeVisible({ timeout: 180_000 });
    const doubled = page.getByRole('button', { name: /^shop\.exports\.nightly .*duplicate-execution/ }).first();
    await expect(doubled).toBeVisible({ timeout: 180_000 });
  });
});
