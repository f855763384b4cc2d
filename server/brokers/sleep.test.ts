import { expect, it } from 'vitest';
import { sleep } from './sleep';

it('waits no longer than it is wanted', async () => {
  const stop = new AbortController();
  const waiting = sleep(3_600_000, stop.signal);
  stop.abort();
  await expect(waiting).resolves.toBeUndefined();
  await expect(sleep(3_600_000, stop.signal)).resolves.toBeUndefined();
});
