import { connect, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { testServer } from './server.fixture';

const patience = { headersMs: 300, requestMs: 600, checkMs: 50 };
const closers: (() => unknown)[] = [];
afterEach(() => Promise.all(closers.splice(0).map((close) => close())));

async function listening() {
  const { app } = await testServer({ patience });
  await app.listen({ host: '127.0.0.1', port: 0 });
  closers.push(() => app.close());
  return app.server.address() as AddressInfo;
}

/** Sends these parts one after another, as slowly as it is let, and resolves with all that came back at the end. */
function drip({ port }: AddressInfo, parts: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    let next = 0;
    const timer = setInterval(() => {
      const part = parts[Math.min(next, parts.length - 1)];
      next += 1;
      if (part !== undefined) socket.write(part);
    }, 20);
    socket.on('data', (bytes: Buffer) => (answer += bytes.toString()));
    // What is written after the end is refused: that is what is waited for.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(timer);
      resolve(answer);
    });
    closers.push(() => socket.destroy());
  });
}

describe('a request that comes slowly', () => {
  it('is ended when its headers never end', async () => {
    expect(
      await drip(await listening(), ['GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n', 'x-more: 1\r\n']),
    ).toMatch(/^HTTP\/1.1 408 /);
  });

  it('is ended when it does not even begin', async () => {
    expect(await drip(await listening(), [])).toMatch(/^(?:HTTP\/1.1 408 |$)/);
  });

  it('is ended when its body never ends', async () => {
    const head =
      'POST /api/v1/tasks/known/revoke HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n';
    expect(await drip(await listening(), [head, ' '])).toMatch(/^HTTP\/1.1 408 /);
  });

  it('is refused at once when its headers are too long', async () => {
    const head = `GET / HTTP/1.1\r\nHost: localhost\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n`;
    expect(await drip(await listening(), [head])).toMatch(/^HTTP\/1.1 431 /);
  });

  it('does not keep others waiting', async () => {
    const address = await listening();
    const slow = Array.from({ length: 200 }, () => drip(address, ['GET / HTTP/1.1\r\n', 'x: 1\r\n']));
    const answer = await fetch(`http://127.0.0.1:${address.port}/api/v1/health`);
    expect(answer.status).toBe(200);
    for (const text of await Promise.all(slow)) expect(text).toMatch(/^HTTP\/1.1 408 /);
  });
});
