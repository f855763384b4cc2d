import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { sharedDemo, test } from './shared-demo';

interface Listed {
  readonly tasks: readonly { readonly uuid: string }[];
}

test.describe('the stored result on a task’s page', () => {
  test.describe.configure({ timeout: 120_000 });
  const open = sharedDemo();
  const read = (page: Page) => page.getByRole('button', { name: 'Read from the result backend' });
  const value = (page: Page) => page.getByRole('group', { name: 'Stored result' });
  /** The newest task that a filter finds; waits for the first. */
  const newest = async (page: Page, url: string, q: string): Promise<string> => {
    const find = async (): Promise<string> => {
      const answer = await page.request.get(`${url}api/v1/tasks`, { params: { q, limit: 1 } });
      return ((await answer.json()) as Listed).tasks[0]?.uuid ?? '';
    };
    await expect.poll(find).not.toBe('');
    return find();
  };

  test('is read when somebody asks, as JSON, and read again', async ({ page, demo }) => {
    const uuid = await newest(page, demo.url, 'task:shop.mail.newsletter state:SUCCESS');
    await open(page, `tasks/${uuid}/`);
    await expect(read(page)).toBeVisible();
    await expect(value(page)).toHaveCount(0);
    await read(page).click();
    await expect(page.locator('p', { hasText: 'The result backend (redis) says SUCCESS, stored at ' })).toBeVisible();
    await expect(value(page)).toHaveText(/^"250 2\.0\.0 Ok: \d+ bytes"$/);
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
    await page.getByRole('button', { name: 'Read again' }).click();
    await expect(value(page)).toHaveCount(1);
  });

  test('says of a task that nobody saw that nothing is stored', async ({ page }) => {
    await open(page, `tasks/${randomUUID()}/`);
    await read(page).click();
    await expect(page.getByText(/^The result backend \(redis\) holds nothing of it/)).toBeVisible();
    await expect(value(page)).toHaveCount(0);
  });

  test('says that it could not be read, and never that there is none', async ({ page, demo }) => {
    const uuid = await newest(page, demo.url, 'state:SUCCESS');
    await open(page, `tasks/${uuid}/`);
    await expect(read(page)).toBeVisible();
    await page.context().setOffline(true);
    await read(page).click();
    await expect(page.getByRole('alert').filter({ hasText: 'The result backend could not be read' })).toBeVisible();
    await expect(page.getByText('holds nothing of it')).toHaveCount(0);
    await page.context().setOffline(false);
    await read(page).click();
    await expect(value(page)).toBeVisible();
  });
});
