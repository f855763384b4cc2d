import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { createAuthorise } from '../http/authorise';
import { NOW } from '../http/cluster.fixture';
import { createReadPeer, DIRECT } from '../http/peer';
import { FakeCollector, fakeSource, OPEN } from '../http/server.fixture';
import { Feed } from './feed';
import { openFeedSocket } from './feed-socket';

/** A text message as a browser sends it. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = randomBytes(4);
  const masked = payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0));
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), mask, masked]);
}

async function openDeaf(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  const key = randomBytes(16).toString('base64');
  socket.write(
    `GET /feed/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  );
  await new Promise((resolve) => socket.once('data', resolve));
  return socket;
}

it('a client that asks and never reads is ended, and little is held for it until then', async () => {
  const server = createServer();
  let clock = NOW;
  const { feed, close } = openFeedSocket({
    server,
    cluster: null,
    urlPrefix: '',
    authorise: createAuthorise(OPEN, () => NOW),
    readPeer: createReadPeer(DIRECT),
    // Its messages never come too fast.
    now: () => (clock += 11),
    onChange: () => () => undefined,
    openFeed: (outlet) => new Feed({ source: fakeSource(new FakeCollector()), outlet, log: () => undefined }),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = await openDeaf((server.address() as AddressInfo).port);
  socket.write(frame('40'));
  // What the server sends stays in its hands once the kernel's are full.
  socket.pause();
  const ended = new Promise((resolve) => {
    socket.once('error', resolve);
    socket.once('close', resolve);
  });
  const asking = setInterval(() => {
    for (let time = 0; time < 500; time += 1) socket.write(frame(`42["subscribe","none","x${'y'.repeat(90)}"]`));
    if (feed.stats.connections === 0 && socket.bytesWritten > 10_000) socket.destroy();
  }, 5);
  await ended;
  clearInterval(asking);
  expect(feed.stats.connections).toBe(0);
  close();
  server.close();
});
