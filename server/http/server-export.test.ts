import { setTimeout as sleep } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { StoreExports } from '../store/store';
import { fakeReader, testServer, type TestServer } from './server.fixture';

/** Exports of `parts` parts, each of a line with its number. */
function fakeExports(parts: number) {
  const open = new Map<string, number>();
  const made: number[] = [];
  const exports: StoreExports = {
    openExport: (id) => void open.set(id, 0),
    nextOfExport: (id) => {
      const part = open.get(id) ?? parts;
      if (part >= parts) return null;
      open.set(id, part + 1);
      made.push(part);
      return new TextEncoder().encode(`${part},${'x'.repeat(10_000)}\r\n`);
    },
    closeExport: (id) => void open.delete(id),
  };
  return { open, made, exports };
}

describe('an export', () => {
  let server: TestServer | null = null;
  afterEach(async () => {
    await server?.app.close();
  });

  it('is a file to keep, of the format asked for', async () => {
    const { exports, open } = fakeExports(3);
    server = await testServer({ reader: fakeReader(exports) });
    const csv = await server.app.inject({ url: '/api/v1/tasks/export?q=state:FAILURE&from=-1h' });
    expect(csv.statusCode).toBe(200);
    expect(csv.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="tasks-2027-01-15-08-00-00.csv"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(csv.body.split('\r\n').map((line) => line.slice(0, 2))).toEqual(['0,', '1,', '2,', '']);
    const lines = await server.app.inject({ url: '/api/v1/tasks/export?format=jsonl' });
    expect(lines.headers['content-type']).toBe('application/x-ndjson; charset=utf-8');
    expect(open.size).toBe(0);
  });

  it.each(['q=state:', 'format=xml', 'sort=color', 'from=yesterday'])('is refused with ?%s', async (query) => {
    const { exports, made } = fakeExports(3);
    server = await testServer({ reader: fakeReader(exports) });
    const { statusCode } = await server.app.inject({ url: `/api/v1/tasks/export?${query}` });
    expect(statusCode).toBe(400);
    expect(made).toEqual([]);
  });

  it('is not made to tell its head', async () => {
    const { exports, made } = fakeExports(3);
    server = await testServer({ reader: fakeReader(exports) });
    expect((await server.app.inject({ method: 'HEAD', url: '/api/v1/tasks/export' })).statusCode).toBe(404);
    expect(made).toEqual([]);
  });

  it('is made no faster than it is read, and ends when the reader leaves', async () => {
    const { exports, made, open } = fakeExports(100_000);
    server = await testServer({ reader: fakeReader(exports) });
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.app.server.address() as AddressInfo;
    const left = new AbortController();
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/tasks/export`, { signal: left.signal });
    const reader = response.body?.getReader();
    await reader?.read();
    let before = -1;
    // What the sockets and their buffers hold is made at once; then nothing more.
    while (made.length !== before) {
      before = made.length;
      await sleep(200);
    }
    expect(made.length).toBeLessThan(5_000);
    expect(open.size).toBe(1);
    left.abort();
    await reader?.read().catch(() => undefined);
    await vi.waitFor(() => expect(open.size).toBe(0), 10_000);
    expect(made.length).toBeLessThan(5_000);
  });

  it('that breaks is broken off, so that nobody takes a part for the whole', async () => {
    const { exports } = fakeExports(100);
    let part = 0;
    const broken: StoreExports = {
      ...exports,
      nextOfExport: (id) => {
        part += 1;
        if (part > 3) throw new Error('the disk is gone');
        return exports.nextOfExport(id);
      },
    };
    server = await testServer({ reader: fakeReader(broken) });
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.app.server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/tasks/export`);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });
});
