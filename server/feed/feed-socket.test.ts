import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';
import { viewKey, type Change, type ClientToServer, type ServerToClient, type Snapshot } from '@/lib/feed/protocol';
import { applyPatch } from '@/lib/feed/patch';
import { createAuthorise, type AccessRules } from '../http/authorise';
import { NOW, snapshot } from '../http/cluster.fixture';
import { createReadPeer, DIRECT } from '../http/peer';
import { FakeCollector, fakeSource, OPEN } from '../http/server.fixture';
import { Feed } from './feed';
import { openFeedSocket } from './feed-socket';

type Client = Socket<ServerToClient, ClientToServer>;

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

async function openServer(rules: Partial<AccessRules> = {}) {
  const collector = new FakeCollector();
  const server: Server = createServer((_request, response) => response.writeHead(404).end());
  const { feed, close } = openFeedSocket({
    server,
    cluster: null,
    urlPrefix: '/celery',
    authorise: createAuthorise({ ...OPEN, ...rules }, () => NOW),
    readPeer: createReadPeer(DIRECT),
    now: () => Date.now() / 1000,
    onChange: () => () => undefined,
    openFeed: (outlet) =>
      new Feed({ source: { ...fakeSource(collector), now: () => Date.now() / 1000 }, outlet, log: () => undefined }),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    close();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const connect = (headers: Record<string, string> = {}, transport: 'websocket' | 'polling' = 'websocket'): Client => {
    const client: Client = io(url, {
      path: '/celery/feed',
      transports: [transport],
      extraHeaders: headers,
      reconnection: false,
      forceNew: true,
    });
    closers.push(() => client.disconnect());
    return client;
  };
  return { feed, collector, connect, url };
}

const outcome = (client: Client): Promise<'connected' | 'refused'> =>
  new Promise((resolve) => {
    client.on('connect', () => resolve('connected'));
    client.on('connect_error', () => resolve('refused'));
  });
const next = <T>(client: Client, event: 'snapshot' | 'change'): Promise<T> =>
  new Promise((resolve) => {
    client.once(event, (frame: Snapshot | Change) => resolve(frame as T));
  });

describe('the live feed over a socket', () => {
  it.each(['websocket', 'polling'] as const)('sends a snapshot and then the changes over %s', async (transport) => {
    const { connect, collector } = await openServer();
    const client = connect({}, transport);
    client.emit('subscribe', 'status', {});
    const first = await next<Snapshot>(client, 'snapshot');
    expect(first).toMatchObject({ key: viewKey('status', {}), seq: 1, value: { version: '1.2.3', at: NOW } });
    collector.cluster = { ...snapshot(2), at: NOW + 1 };
    const change = await next<Change>(client, 'change');
    expect(change.seq).toBe(2);
    expect(applyPatch(first.value, change.patch)).toMatchObject({ version: '1.2.3', at: NOW + 1 });
  });

  const rules = { users: [{ name: 'ada', password: 'secret' }] };
  const good = { authorization: `Basic ${Buffer.from('ada:secret').toString('base64')}` };
  const wrong = { authorization: `Basic ${Buffer.from('ada:guess').toString('base64')}` };

  it.each([
    ['nobody', {}, 'refused'],
    ['wrong credentials', wrong, 'refused'],
    ['the right ones', good, 'connected'],
    ['the right ones from another site', { ...good, origin: 'https://evil.example' }, 'refused'],
    ['the right ones from a page that says so', { ...good, 'sec-fetch-site': 'cross-site' }, 'refused'],
  ])('lets in with %s: %s → %s', async (_who, headers, expected) => {
    const { connect } = await openServer(rules);
    expect(await outcome(connect(headers, 'websocket'))).toBe(expected);
    expect(await outcome(connect(headers, 'polling'))).toBe(expected);
  });

  it('is not read by a page that was led here under another name', async () => {
    const { connect } = await openServer();
    expect(await outcome(connect({ host: 'evil.example' }))).toBe('refused');
  });

  it('ends a connection that asks without end, and a message without measure', async () => {
    const { connect } = await openServer();
    const client = connect();
    const ended = new Promise<string>((resolve) => client.on('disconnect', resolve));
    for (let index = 0; index < 300; index += 1) client.emit('resync', `none-${index}`);
    expect(await ended).toBe('io server disconnect');
    const other = connect();
    const alsoEnded = new Promise<string>((resolve) => other.on('disconnect', resolve));
    other.emit('subscribe', 'tasks', { q: 'x'.repeat(500_000) });
    expect(await alsoEnded).toBe('transport close');
  });

  it('takes whatever a client sends without falling over', async () => {
    const { connect, feed } = await openServer();
    const client = connect() as Socket;
    for (const args of [[], [null], [{}, {}], ['tasks', 'x'], ['tasks', { q: {} }], ['__proto__', {}]]) {
      client.emit('subscribe', ...args);
      client.emit('unsubscribe', ...args);
      client.emit('resync', ...args);
    }
    client.emit('subscribe', 'queues', {});
    await next<Snapshot>(client, 'snapshot');
    expect(feed.stats).toMatchObject({ connections: 1, topics: 1 });
  });

  it('does not serve the client’s script or answer other sites', async () => {
    const { url } = await openServer();
    const script = await fetch(`${url}/celery/feed/socket.io.js`);
    expect(script.status).not.toBe(200);
    const handshake = await fetch(`${url}/celery/feed/?EIO=4&transport=polling`);
    expect(handshake.headers.get('access-control-allow-origin')).toBeNull();
    expect(handshake.headers.get('x-content-type-options')).toBe('nosniff');
  });
});
