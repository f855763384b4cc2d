import { expect, test, type Page } from '@playwright/test';
import { eventMessage, taskEvent } from '../support/event-message';
import { startHostileWorker, type HostileWorker } from '../support/hostile-worker';
import { message } from '../support/redis-message';
import { startOwnStage, type OwnStage } from './own-stage';

/** What would run, load or draw something if any page took it for more than text. */
const RUN = `window.__ran=1;alert(1)`;
const MARKUP = `"'><img src=x onerror="${RUN}"><svg onload="${RUN}"><script>${RUN}</script><iframe srcdoc="<script>parent.__ran=1</script>"></iframe>`;
const LINK = 'javascript:window.__ran=1';
const TEMPLATE = '{{constructor.constructor("window.__ran=1")()}}${window.__ran=1}';
const CONTROL = '\u0000\u001b[31m\u202e\r\n';
const EVIL = `${MARKUP}${LINK}${TEMPLATE}${CONTROL}`;

const UUID = `${MARKUP}/../x%00?#`;
const FAILED = `failed-${TEMPLATE}`;
const WORKER = `${MARKUP}@${LINK}`;
const QUEUE = `q-${MARKUP}`;
const NAME = `shop.${MARKUP}`;

test.describe('what anybody may write into a broker', () => {
  test.describe.configure({ mode: 'serial', timeout: 180_000 });
  let on: OwnStage;
  let worker: HostileWorker;

  test.beforeAll(async () => {
    on = await startOwnStage();
    const { client } = on.redis;
    await expect.poll(() => on.json('api/v1/status')).toMatchObject({ broker: { state: 'connected' } });
    const held = {
      id: 'held',
      name: NAME,
      type: NAME,
      args: [EVIL],
      kwargs: { [EVIL]: EVIL },
      delivery_info: { exchange: EVIL, routing_key: QUEUE },
      time_start: 1,
      hostname: WORKER,
    };
    worker = await startHostileWorker(client, WORKER, {
      ping: { ok: EVIL },
      stats: {
        pid: 7,
        pool: { 'max-concurrency': 1, implementation: EVIL, [EVIL]: EVIL },
        broker: { hostname: EVIL, transport: EVIL },
        [EVIL]: [EVIL],
        prefetch_count: 4,
      },
      conf: {
        [EVIL]: EVIL,
        broker_url: EVIL,
        task_routes: { [EVIL]: { queue: EVIL } },
        result_backend: LINK,
        beat_schedule: { [EVIL]: { task: NAME, schedule: 30, args: [EVIL], kwargs: {} } },
      },
      active_queues: [{ name: QUEUE }, { name: EVIL }],
      active: [held],
      reserved: [{ ...held, id: UUID }],
      scheduled: [{ request: { ...held, id: 'later' }, eta: EVIL }],
      registered: [`${NAME} [rate_limit=1/s]`, EVIL],
      revoked: [EVIL],
    });
    const fields = {
      name: NAME,
      args: EVIL,
      kwargs: EVIL,
      queue: QUEUE,
      hostname: WORKER,
      exchange: EVIL,
      routing_key: EVIL,
      root_id: UUID,
      parent_id: EVIL,
      retries: 0,
    };
    const beat = {
      type: 'worker-online',
      hostname: WORKER,
      timestamp: Date.now() / 1000,
      freq: 2,
      sw_ident: EVIL,
      sw_ver: EVIL,
      sw_sys: EVIL,
      active: 0,
      processed: 1,
      loadavg: [1, 2, 3],
      pid: 7,
    };
    await client.publish('/0.celeryev/worker.online', eventMessage(beat));
    const events = [UUID, FAILED, 'third'].flatMap((uuid) =>
      ['task-sent', 'task-received', 'task-started'].map((type) => taskEvent(type, uuid, fields)),
    );
    const exception = `Evil('${EVIL}')`;
    const traceback = `Traceback (most recent call last):\n  File "${EVIL}", line 1, in ${EVIL}\n    ${EVIL}\n${exception}`;
    await client.publish(
      '/0.celeryev/task.multi',
      eventMessage([
        ...events,
        taskEvent('task-progress', UUID, { ...fields, [EVIL]: EVIL }),
        taskEvent(`task-${MARKUP}`.slice(0, 80), 'third', { ...fields, note: EVIL }),
        taskEvent('task-failed', FAILED, { ...fields, exception, traceback }),
        taskEvent('task-retried', 'third', { ...fields, exception, traceback }),
        taskEvent('task-succeeded', UUID, { ...fields, result: EVIL, runtime: 1 }),
      ]),
    );
    await client.publish('/0.celeryev/task.multi', eventMessage(`{"${EVIL.replace(/["\\]/g, '').slice(0, 100)}`));
    await client.publish(
      '/0.celeryev/task.multi',
      eventMessage([
        { type: EVIL, uuid: EVIL },
        { type: 'task-sent', [MARKUP]: MARKUP },
      ]),
    );
    // Messages that wait and one that was delivered, in a queue of that name.
    const headers = {
      task: NAME,
      argsrepr: EVIL,
      kwargsrepr: EVIL,
      origin: EVIL,
      shadow: EVIL,
      root_id: EVIL,
      [EVIL]: EVIL,
    };
    const body = Buffer.from(JSON.stringify([[EVIL], { [EVIL]: EVIL }, { chain: null }]));
    await client.lpush(
      QUEUE,
      message('waiting', { headers, routingKey: QUEUE, body }),
      message(MARKUP, { headers, routingKey: QUEUE, body }),
    );
    await client.sadd('_kombu.binding.celery', `${EVIL}\u0006\u0016\u0006\u0016${QUEUE}`);
    await client.hset(
      'unacked',
      'tag',
      JSON.stringify([JSON.parse(message('delivered', { headers, routingKey: QUEUE, body })), EVIL, QUEUE]),
    );
    await client.zadd('unacked_index', Date.now() / 1000 - 10_000, 'tag');
    for (const uuid of [UUID, FAILED, 'third'])
      await expect
        .poll(async () => (await fetch(`${on.url}api/v1/tasks/${encodeURIComponent(uuid)}`)).status)
        .toBe(200);
    await expect
      .poll(() => on.json(`api/v1/workers/${encodeURIComponent(WORKER)}`), { timeout: 60_000 })
      .toMatchObject({ conf: expect.anything(), stats: expect.anything() });
    await fetch(`${on.url}api/v1/tasks/${encodeURIComponent(UUID)}/revoke`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: MARKUP, force: true }),
    });
  });
  test.afterAll(async () => {
    worker.stop();
    await on.stop();
  });

  const pages = (): readonly string[] => [
    '',
    'tasks/',
    `tasks/?q=${encodeURIComponent(`name:"${MARKUP}"`)}`,
    `tasks/?q=${encodeURIComponent(EVIL)}&from=${encodeURIComponent(MARKUP)}`,
    ...[UUID, FAILED, 'third', 'waiting', MARKUP].map((uuid) => `tasks/${encodeURIComponent(uuid)}/`),
    'workers/',
    `workers/${encodeURIComponent(WORKER)}/`,
    'queues/',
    `queues/${encodeURIComponent(QUEUE)}/`,
    'unacked/',
    'alerts/',
    'actions/',
    'system/',
    `${encodeURIComponent(MARKUP)}/`,
  ];

  test('is shown on every page as text: nothing runs, nothing is loaded, and the policy has nothing to stop', async ({
    page,
  }) => {
    const seen = await watchFor(page, on.url);
    for (const path of pages()) {
      await page.goto(on.url + path);
      // Not every page has something of it to show.
      await page.waitForFunction(isShown, null, { timeout: 3000 }).catch(() => undefined);
      // What opens on a click shows more of the same.
      for (const folded of (await page.locator('main summary, main [aria-expanded=false]').all()).slice(0, 8))
        await folded.click({ timeout: 500 }).catch(() => undefined);
      expect(await page.evaluate(() => Reflect.get(window, '__ran') as unknown), path).toBeUndefined();
      expect(await strangers(page), path).toEqual([]);
    }
    expect(seen.problems).toEqual([]);
    // Else nothing of it was seen at all.
    expect(seen.texts()).toBeGreaterThan(5);
  });

  test('is shown as text in what opens over the pages', async ({ page }) => {
    const seen = await watchFor(page, on.url);
    await page.goto(`${on.url}queues/${encodeURIComponent(QUEUE)}/`);
    await page.getByRole('button', { name: 'Peek' }).click();
    await expect(page.getByRole('button', { name: 'Remove…' }).first()).toBeVisible();
    expect(await strangers(page)).toEqual([]);
    await page.goto(`${on.url}tasks/${encodeURIComponent(FAILED)}/`);
    await page.getByRole('button', { name: 'Retry…' }).first().click();
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await strangers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('shop.');
    await page.waitForFunction(isShown);
    expect(await strangers(page)).toEqual([]);
    expect(seen.problems).toEqual([]);
  });
});

const isShown = (): boolean => document.body.innerText.includes('<img src=x onerror=');

/** Elements that our pages never have, and links to anywhere else than they may lead. */
function strangers(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const alien = [
      ...document.querySelectorAll(
        'img[src="x"], iframe, object, embed, base, [onerror], [onload], svg[onload], meta[http-equiv=refresh]',
      ),
    ];
    const links = [...document.querySelectorAll('a[href], area[href], form[action]')].filter((element) => {
      const target = element.getAttribute('href') ?? element.getAttribute('action') ?? '';
      return !/^https?:$/.test(new URL(target, location.href).protocol);
    });
    return [...alien, ...links].map((element) => element.outerHTML.slice(0, 200));
  });
}

interface Watch {
  readonly problems: string[];
  /** On how many pages the markup was read as text. */
  texts(): number;
}

/** Notes whatever must not happen, from the first script of each page on. */
async function watchFor(page: Page, url: string): Promise<Watch> {
  const problems: string[] = [];
  let texts = 0;
  await page.exposeFunction('__violated', (what: string) => problems.push(`policy: ${what}`));
  await page.exposeFunction('__read', () => void (texts += 1));
  await page.addInitScript(() => {
    const tell = (name: string, what: string): void => {
      (Reflect.get(window, name) as (text: string) => void)(what);
    };
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
      tell('__violated', `${violatedDirective} ${blockedURI} ${sourceFile}`),
    );
    let isRead = false;
    setInterval(() => {
      if (isRead || document.querySelector('body')?.innerText.includes('<img src=x onerror=') !== true) return;
      isRead = true;
      tell('__read', '');
    }, 100);
  });
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:'))
      problems.push(`request: ${request.url()}`);
  });
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('console', (line) => {
    if (/content security policy|refused to/i.test(line.text())) problems.push(`console: ${line.text()}`);
  });
  return { problems, texts: () => texts };
}
