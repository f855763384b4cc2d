import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { boundedJson } from './bounded-json';

async function serving(listener: RequestListener): Promise<URL> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return new URL(`http://127.0.0.1:${port}/api`);
}

it('gives what the API answers to the token', async () => {
  const url = await serving((request, response) => response.end(JSON.stringify(request.headers.authorization)));
  expect(await boundedJson(url, 'token')).toBe('Bearer token');
});

it('goes where it was sent and nowhere else, so that no token comes to another place', async () => {
  let asked = 0;
  const inside = await serving((_request, response) => {
    asked += 1;
    response.end('{}');
  });
  const url = await serving((_request, response) => response.writeHead(302, { location: inside.href }).end());
  await expect(boundedJson(url, 'token')).rejects.toMatchObject({ code: 'provider_unreachable' });
  expect(asked).toBe(0);
});

it('reads no more than an answer may have, and tells nothing of what it read', async () => {
  const endless = await serving((_request, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  });
  await expect(boundedJson(endless, 'token')).rejects.toMatchObject({ code: 'provider_answer' });
  const other = await serving((_request, response) => response.end('<b>secret</b>'));
  await expect(boundedJson(other, 'token')).rejects.not.toThrow('secret');
});
