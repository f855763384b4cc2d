import { chromium } from '@playwright/test';
import { publish } from './subjects.mjs';

/**
 * Milliseconds from publishing a task's last event to the frame that brings its end into a real browser that shows the
 * task list, at `rate` events a second. Both clocks are this machine's.
 */
export async function eventToBrowser(subject, port, { rate, seconds, seed, executablePath }) {
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage();
    /** uuid → when the first frame arrived in which it has ended */
    const arrived = new Map();
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => {
        const at = Date.now();
        const text = String(payload);
        for (const [, uuid] of text.matchAll(/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/g)) {
          if (!arrived.has(uuid)) arrived.set(uuid, at);
        }
      });
    });
    await page.goto(`${subject.url}/tasks/?q=state:SUCCESS,FAILURE`);
    await page.waitForTimeout(1500);
    const { finished } = await publish(port, Math.round((rate * seconds) / 3), rate, seed);
    const { endedAt } = await finished;
    await page.waitForTimeout(2000);
    const delays = Object.entries(endedAt)
      .filter(([uuid]) => arrived.has(uuid))
      .map(([uuid, at]) => arrived.get(uuid) - at)
      .toSorted((a, b) => a - b);
    const at = (share) => delays[Math.min(delays.length - 1, Math.floor(delays.length * share))] ?? null;
    return { p50: at(0.5), p95: at(0.95), seen: delays.length, of: Object.keys(endedAt).length };
  } finally {
    await browser.close();
  }
}
