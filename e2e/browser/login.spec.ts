import { writeFileSync } from 'node:fs';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { startOwnStage, type OwnStage } from './own-stage';
import { expectNoViolations } from './expect-no-violations';

const PASSWORD = 'correct-horse';
const USERS = ['ada', 'bob', 'eve'].map((name) => `${name}:${PASSWORD}`).join(',');
const ACCESS = {
  default: 'none',
  users: { ada: 'admin', bob: 'viewer', eve: { role: 'operator', queues: ['mail'] } },
};

/** A server that asks people who they are, from the first wrong password to the last session that ends. */
test.describe('people who sign in', () => {
  test.describe.configure({ mode: 'serial', timeout: 180_000 });
  let on: OwnStage;
  test.beforeAll(async () => {
    on = await startOwnStage({
      as: `ada:${PASSWORD}`,
      args: (path) => {
        writeFileSync(path('access.json'), JSON.stringify(ACCESS));
        return ['--basic-auth', USERS, '--access', path('access.json')];
      },
    });
    await on.start('w1@alpha', ['mail']);
  });
  test.afterAll(() => on.stop());

  const fill = async (page: Page, name: string, password: string) => {
    await page.getByLabel('User').fill(name);
    await page.getByLabel('Password').fill(password);
    await page.getByLabel('Password').press('Enter');
  };
  /** Signs in on the way to a page, and is led there. */
  const signIn = async (page: Page, name: string, path = '') => {
    await page.goto(on.url + path);
    await fill(page, name, PASSWORD);
    await page.waitForURL(on.url + path);
    await expect(account(page, name)).toBeVisible();
  };
  const account = (page: Page, name: string) => page.getByRole('button', { name: `Signed in as ${name}` });
  const isLogin = (url: URL) => url.pathname === '/login/';
  const expectLogin = async (page: Page) => {
    await page.waitForURL(isLogin);
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  };

  test('a wrong password is told in place, and the right one leads to the page that was asked for', async ({
    page,
  }) => {
    await page.goto(`${on.url}tasks/?q=state:SUCCESS`);
    await expectLogin(page);
    await expect(page.getByLabel('User')).toBeFocused();
    await fill(page, 'ada', 'wrong');
    const password = page.getByLabel('Password');
    await expect(page.getByText('The name or the password is wrong.')).toBeVisible();
    await expect(password).toHaveAccessibleDescription('The name or the password is wrong.');
    await expect(password).toBeFocused();
    await expect(page.getByLabel('User')).toHaveValue('ada');
    await password.fill(PASSWORD);
    await password.press('Enter');
    await page.waitForURL((url) => url.pathname === '/tasks/' && url.searchParams.get('q') === 'state:SUCCESS');
    await expect(account(page, 'ada')).toBeVisible();
  });

  test('the menu with one’s name says who, as what and how, and is worked by keyboard', async ({ page }) => {
    await signIn(page, 'eve');
    const button = account(page, 'eve');
    await button.press('Enter');
    const menu = page.getByRole('menu');
    await expect(menu).toHaveAccessibleDescription(
      /eve.*Operator, bound to some queues or tasks.*Signed in with a password/,
    );
    await expect(menu.getByRole('menuitem')).toHaveText(['Sign out']);
    await page.keyboard.press('Escape');
    await expect(menu).toHaveCount(0);
    await expect(button).toBeFocused();
  });

  test('whom the browser names at each request has no session to end, and is told how they came in', async ({
    browser,
  }) => {
    const authorization = `Basic ${Buffer.from(`bob:${PASSWORD}`).toString('base64')}`;
    const page = await (await browser.newContext({ extraHTTPHeaders: { authorization } })).newPage();
    await page.goto(on.url);
    await account(page, 'bob').press('Enter');
    const told = page.getByRole('dialog', { name: 'Signed in as bob' });
    await expect(told).toContainText('Viewer');
    await expect(told).toContainText('Named by what the browser sends');
    await expect(page.getByText('Sign out')).toHaveCount(0);
    await page.context().close();
  });

  test('a viewer is shown what may not be done, with the reason', async ({ page }) => {
    await signIn(page, 'bob', 'workers/w1@alpha/');
    await page.getByRole('button', { name: 'Controls', exact: true }).click();
    for (const name of ['Shut down…', 'Grow pool…', 'Add consumer…']) {
      const item = page.getByRole('menuitem', { name });
      await expect(item).toHaveAttribute('aria-disabled', 'true');
      await expect(item).toContainText('Your role may not do this');
    }
    await page.keyboard.press('Escape');
    await account(page, 'bob').click();
    await expect(page.getByRole('menu')).toContainText('Viewer');
    await expect(page.getByRole('menuitem')).toHaveText(['Sign out']);
    await page.goto(`${on.url}access/`);
    await expect(page.getByText('Only an admin manages tokens and sessions')).toBeVisible();
    await expect(page.getByRole('button', { name: 'New token…' })).toHaveCount(0);
  });

  test('who signs out is out: in every tab, by the back button and after a reload', async ({ page, context }) => {
    await signIn(page, 'bob', 'workers/');
    const other = await context.newPage();
    const feed = other.waitForEvent('websocket');
    await other.goto(`${on.url}queues/`);
    await expect(account(other, 'bob')).toBeVisible();
    const closed = (await feed).waitForEvent('close', { timeout: 60_000 });
    await account(page, 'bob').click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expectLogin(page);
    await expect(page.getByText('Your session has ended')).toHaveCount(0);
    await page.goBack();
    await expectLogin(page);
    await page.reload();
    await expectLogin(page);
    await closed;
    await other.waitForURL(isLogin);
    await expect(other.getByText('Your session has ended. Sign in again to go on.')).toBeVisible();
  });

  test('whose session an admin ends is told so, and comes back to the same page', async ({ page, browser }) => {
    const theirs = await (await browser.newContext()).newPage();
    await signIn(theirs, 'eve', 'tasks/');
    await signIn(page, 'ada');
    await account(page, 'ada').click();
    await page.getByRole('menuitem', { name: 'Tokens and sessions' }).click();
    const rows = page.getByRole('region', { name: 'Sessions' }).getByRole('row', { name: /eve/ });
    await expect(rows).not.toHaveCount(0);
    for (let left = await rows.count(); left > 0; left -= 1) {
      await rows.first().getByRole('button', { name: 'End…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'End session' }).click();
      await expect(rows).toHaveCount(left - 1);
    }
    await theirs.reload();
    await expectLogin(theirs);
    await expect(theirs.getByText('Your session has ended. Sign in again to go on.')).toBeVisible();
    await fill(theirs, 'eve', PASSWORD);
    await theirs.waitForURL((url) => url.pathname === '/tasks/');
    await theirs.context().close();
  });

  test('a token is shown once, opens the API, and does not once it is revoked', async ({ page }) => {
    await signIn(page, 'ada', 'access/');
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'New token…' }).click();
    await dialog.getByLabel('Name').fill('nightly report');
    await dialog.getByRole('button', { name: 'Issue' }).click();
    await expect(dialog.getByText('Copy it now')).toBeVisible();
    const token = (await dialog.locator('code').textContent()) ?? '';
    expect(token).toMatch(/^csc_/);
    const ask = () => fetch(`${on.url}api/v1/status`, { headers: { authorization: `Bearer ${token}` } });
    expect(await (await ask()).json()).toMatchObject({ user: { name: 'nightly report', role: 'viewer' } });
    await expectNoViolations(page);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect(dialog).toHaveCount(0);
    await page.reload();
    const row = page.getByRole('row', { name: /nightly report/ });
    await expect(row).toBeVisible();
    expect(await page.content()).not.toContain(token);
    await row.getByRole('button', { name: 'Revoke…' }).click();
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await expect(row).toHaveCount(0);
    expect((await ask()).status).toBe(401);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, 390]) {
      test(`what they see has no fault that axe knows, ${colorScheme} at ${width}`, async ({ browser }) => {
        const page = await openPage(browser, colorScheme, width);
        await page.goto(on.url);
        await expectLogin(page);
        await fill(page, 'ada', 'wrong');
        await expect(page.getByText('The name or the password is wrong.')).toBeVisible();
        await expectNoViolations(page);
        await signIn(page, 'ada', 'access/');
        await expect(page.getByRole('region', { name: 'Sessions' }).getByRole('row', { name: /ada/ })).not.toHaveCount(
          0,
        );
        await account(page, 'ada').click();
        await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeInViewport({ ratio: 1 });
        await expectNoViolations(page);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(wider).toBeLessThanOrEqual(0);
        await page.context().close();
      });
    }
  }
});

async function openPage(browser: Browser, colorScheme: 'light' | 'dark', width: number): Promise<Page> {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 844 } });
  return context.newPage();
}
