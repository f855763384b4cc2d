import { expect, test, type Page } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { startOwnStage, type OwnStage } from './own-stage';

/** What lies in the broker and what is kept: looked at and changed on the pages, the broken state last. */
test.describe('messages, pauses and revokes', () => {
  test.describe.configure({ mode: 'serial', timeout: 180_000 });
  let on: OwnStage;
  test.beforeAll(async () => {
    on = await startOwnStage();
    await on.start('mail@alpha', ['mail']);
  });
  test.afterAll(() => on.stop());

  const open = async (page: Page, path: string) => {
    page.on('pageerror', (error) => {
      throw error;
    });
    await page.goto(on.url + path);
  };
  const dialog = (page: Page) => page.getByRole('dialog');
  const close = (page: Page) => dialog(page).getByRole('button', { name: 'Close' }).last().click();

  test('a queue is peeked into, one message removed, one moved, the rest purged by their typed number', async ({
    page,
  }) => {
    const [first = '', second = ''] = await on.send('idle', 'scope.add', [1, 2], {}, 5);
    await open(page, 'queues/idle/');
    await page.getByRole('button', { name: 'Peek' }).click();
    const rows = page.getByRole('row', { name: /scope\.add/ });
    await expect(rows.filter({ hasText: first.slice(0, 8) }).first()).toBeVisible();
    const remove = page.getByRole('button', { name: 'Remove…' });
    await expect(remove).toHaveCount(5);

    await remove.first().click();
    await dialog(page).getByLabel('Reason, kept in the action log').fill('poison');
    await dialog(page).getByRole('button', { name: 'Remove', exact: true }).click();
    await expect(dialog(page).getByText('1 message was removed from idle.')).toBeVisible();
    await close(page);
    await expect(remove).toHaveCount(4);

    await page.getByRole('button', { name: 'Move…' }).first().click();
    await expect(dialog(page).getByLabel('To queue')).toHaveValue('mail');
    await dialog(page).getByRole('button', { name: 'Move', exact: true }).click();
    await expect(dialog(page).getByText('1 message was moved from idle to the end of mail.')).toBeVisible();
    await close(page);
    await expect(remove).toHaveCount(3);

    // The page follows the broker a moment later: the dialog takes the number that it shows.
    const purge = dialog(page).getByRole('button', { name: 'Purge 3' });
    await expect(async () => {
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Purge…' }).click();
      await expect(purge).toBeVisible({ timeout: 500 });
    }).toPass();
    await expect(purge).toHaveAttribute('aria-disabled', 'true');
    await dialog(page)
      .getByLabel(/type the number of messages/)
      .fill('30');
    await expect(purge).toHaveAttribute('aria-disabled', 'true');
    await dialog(page)
      .getByLabel(/type the number of messages/)
      .fill('3');
    await purge.click();
    await expect(dialog(page).getByText('3 of 3 messages were removed. Nothing waits now.')).toBeVisible();
    await close(page);
    await expect(page.getByText('No message waits in this queue.')).toBeVisible();

    await open(page, `tasks/${first}/`);
    await expect(page.getByRole('main').getByText('Cancelled').first()).toBeVisible();
    await expect(page.getByText('Removed from idle by anonymous')).toBeVisible();
    await open(page, `tasks/${second}/`);
    await expect(page.getByRole('main').getByText('Success').first()).toBeVisible();
  });

  test('a queue is paused, says so wherever it stands, and is resumed', async ({ page }) => {
    await open(page, 'queues/mail/');
    await page.getByRole('button', { name: 'Pause…' }).click();
    await expect(dialog(page).getByText('What workers have fetched already still runs.')).toBeVisible();
    await dialog(page).getByLabel('Reason, kept in the action log').fill('SMTP is down');
    await dialog(page).getByRole('button', { name: 'Pause', exact: true }).click();
    await expect(dialog(page).getByText('1 of 1 workers take nothing from it any more.')).toBeVisible();
    await close(page);
    const banner = page.getByRole('region', { name: 'Paused' });
    await expect(banner.getByText('anonymous paused it')).toContainText('“SMTP is down”');
    await expect(banner.getByText('1 worker that was told takes nothing from it.')).toBeVisible();
    const [uuid = ''] = await on.send('mail', 'scope.add', [1, 2]);
    await open(page, `tasks/${uuid}/`);
    await expect(page.getByText(/^anonymous paused mail at/).first()).toBeVisible();
    await open(page, 'queues/');
    await expect(page.getByText(/^Paused by anonymous/).first()).toBeVisible();

    await open(page, 'queues/mail/');
    await page.getByRole('button', { name: 'Resume…' }).click();
    await dialog(page).getByRole('button', { name: 'Resume', exact: true }).click();
    await expect(banner).toHaveCount(0);
    await expect(dialog(page).getByText('1 of 1 worker takes from it again.')).toBeVisible();
    await close(page);
    await open(page, `tasks/${uuid}/`);
    await expect(page.getByRole('main').getByText('Success').first()).toBeVisible();
  });

  test('a revoke is kept until it is withdrawn', async ({ page }) => {
    const [uuid = ''] = await on.send('mail', 'scope.add', [1, 2], { countdown: 3000 });
    await open(page, `tasks/${uuid}/`);
    await expect(page.getByRole('main').getByText('Received').first()).toBeVisible();
    await page.getByRole('button', { name: 'Revoke…' }).click();
    await dialog(page).getByLabel('Reason, kept in the action log').fill('bought already');
    await dialog(page).getByRole('button', { name: 'Revoke', exact: true }).click();
    await close(page);
    await expect(page.getByText('Revoked by anonymous')).toContainText('“bought already”');
    await expect(page.getByText('mail@alpha knows it.').first()).toBeVisible();
    await page.getByRole('button', { name: 'Withdraw…' }).click();
    await expect(dialog(page).getByText(/Workers that know it keep it/)).toBeVisible();
    await dialog(page).getByRole('button', { name: 'Withdraw', exact: true }).click();
    await close(page);
    await expect(page.getByText('Revoked from here')).toContainText('and withdrawn since');
    await expect(page.getByRole('button', { name: 'Withdraw…' })).toHaveCount(0);
  });

  test('what a lost worker held is refused while another may have it, and put back then', async ({ page }) => {
    const gate = on.path('gate');
    const victim = await on.start('victim@beta', ['held']);
    const [uuid = ''] = await on.send('held', 'scope.late_until', [gate]);
    await open(page, 'unacked/?queue=held');
    const row = page.getByRole('row', { name: new RegExp(uuid.slice(0, 8)) });
    await expect(row).toContainText('victim@beta has it');
    await expect(row.getByRole('button', { name: 'Put back…' })).toHaveCount(0);
    await victim.kill();
    const mute = await on.start('mute@beta', ['mute'], false);
    // As another process it does not have what the one before took.
    await on.start('victim@beta', ['elsewhere']);
    await expect(row).toContainText('Abandoned', { timeout: 60_000 });

    process.kill(-mute.pid, 'SIGSTOP');
    try {
      await row.getByRole('button', { name: 'Put back…' }).click();
      await dialog(page).getByRole('button', { name: 'Put back', exact: true }).click();
      await expect(dialog(page).getByText(/^Left where it is: mute@beta did not answer/)).toBeVisible();
    } finally {
      process.kill(-mute.pid, 'SIGCONT');
    }
    await close(page);
    await expect(row).toContainText('Abandoned');
    await row.getByRole('button', { name: 'Put back…' }).click();
    await dialog(page).getByRole('button', { name: 'Put back', exact: true }).click();
    await expect(dialog(page).getByText('Put back at the head of held.')).toBeVisible();
    await close(page);
    await expect(row).toHaveCount(0);
    writeFileSync(gate, '');
  });

  test('nothing can be changed while the broker is away, and what was asked for is not said to be done', async ({
    page,
  }) => {
    await on.send('idle', 'scope.add', [1, 2]);
    await open(page, 'queues/idle/');
    await expect(page.getByRole('button', { name: 'Purge…' })).not.toHaveAttribute('aria-disabled', 'true');
    await page.getByRole('button', { name: 'Purge…' }).click();
    await dialog(page)
      .getByLabel(/type the number of messages/)
      .fill('1');
    on.redis.freeze();
    await dialog(page).getByRole('button', { name: 'Purge 1' }).click();
    await expect(dialog(page).getByText(/It is not known whether anything was removed/)).toBeVisible({
      timeout: 30_000,
    });
    on.redis.thaw();
    await page.keyboard.press('Escape');
    await on.redis.kill();
    for (const name of ['Purge…', 'Pause…'])
      await expect(page.getByRole('button', { name })).toHaveAttribute('aria-disabled', 'true', { timeout: 60_000 });
    await page.getByRole('button', { name: 'Peek' }).click();
    await expect(page.getByText('The messages could not be read.')).toBeVisible({ timeout: 30_000 });
  });
});
