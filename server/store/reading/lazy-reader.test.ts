import { expect, it, vi } from 'vitest';
import { fakeReader } from '../../http/server.fixture';
import { StoreError } from '../store';
import { lazyReader } from './lazy-reader';

const size = { tasks: 7, bytes: 1, oldestAt: null };

it('opens the store at the first question, once for all of them', async () => {
  const open = vi.fn(() =>
    Promise.resolve({ reader: fakeReader({ size: () => size }), close: () => Promise.resolve() }),
  );
  const { reader } = lazyReader(open);
  expect(open).not.toHaveBeenCalled();
  expect(await Promise.all([reader.size(), reader.askedBy({}).size()])).toEqual([size, size]);
  expect(open).toHaveBeenCalledTimes(1);
});

it('tries again at the next question when it could not be opened', async () => {
  let isThere = false;
  const { reader } = lazyReader(() =>
    isThere
      ? Promise.resolve({ reader: fakeReader({ size: () => size }), close: () => Promise.resolve() })
      : Promise.reject(new StoreError('io', 'The database is away.')),
  );
  await expect(reader.size()).rejects.toMatchObject({ code: 'io' });
  isThere = true;
  expect(await reader.size()).toEqual(size);
});

it('closes what was opened, and nothing where nobody asked', async () => {
  const close = vi.fn(() => Promise.resolve());
  const open = () => Promise.resolve({ reader: fakeReader(), close });
  await lazyReader(open).close();
  expect(close).not.toHaveBeenCalled();
  const opened = lazyReader(open);
  await opened.reader.size();
  await opened.close();
  expect(close).toHaveBeenCalledTimes(1);
});
