import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createManagement, managementPorts, type Management } from './rabbitmq-management';

const endpoint = {
  host: '127.0.0.1',
  port: 5672,
  vhost: 'a/b',
  username: 'ann',
  password: 's:e/c',
  tls: null,
  options: {},
};
const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A management API whose queue pages are given; the paths and credentials it saw. */
async function api(pages: readonly unknown[][]): Promise<{ url: string; asked: string[]; credentials: Set<string> }> {
  const asked: string[] = [];
  const credentials = new Set<string>();
  const url = await serve((request, response) => {
    asked.push(request.url ?? '');
    credentials.add(Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString());
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    const page = Number(searchParams.get('page'));
    const body = pathname.endsWith('/overview')
      ? { cluster_name: 'rabbit@one', rates_mode: 'basic' }
      : { items: pages[page - 1], page_count: pages.length };
    response.end(JSON.stringify(body));
  });
  return { url, asked, credentials };
}

const managementAt = (url: string, clusterName: string | null = null): Management =>
  createManagement({ endpoint, clusterName, url });

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

describe('the management API', () => {
  it('is asked for the vhost, page by page, with the credentials of the broker', async () => {
    const { url, asked, credentials } = await api([
      [{ name: 'one', messages_ready: 1 }],
      [{ name: 'two', messages_ready: 2 }],
    ]);
    const reading = await managementAt(url).queues();
    expect(reading.ok && reading.queues.map(({ name, ready }) => [name, ready])).toEqual([
      ['one', 1],
      ['two', 2],
    ]);
    expect(asked.filter((path) => path.startsWith('/api/queues/a%2Fb?')).length).toBe(2);
    expect([...credentials]).toEqual(['ann:s:e/c']);
  });

  it('takes an address with a path and credentials of its own, as people paste it', async () => {
    const { url, asked, credentials } = await api([[]]);
    await managementAt(`${url.replace('//', '//bob:p%40ss@')}/rabbit/api/`).queues();
    expect(asked[0]).toMatch(/^\/rabbit\/api\/overview/);
    expect([...credentials]).toEqual(['bob:p@ss']);
  });

  it.each([
    ['refuses', 401, 'management_unauthorized'],
    ['fails', 500, 'management_http_500'],
    ['sends us elsewhere, where the credentials must not go', 302, 'management_http_302'],
  ])('gives the reason when it %s', async (_what, status, reason) => {
    let asked = 0;
    const url = await serve((_request, response) => {
      asked += 1;
      response.writeHead(status, { location: '/elsewhere' }).end();
    });
    const management = managementAt(url);
    expect(await management.queues()).toEqual({ ok: false, reason });
    expect(await management.queues()).toEqual({ ok: false, reason });
    // The second answer comes from memory: a host in trouble is not asked at every reading.
    expect(asked).toBe(1);
  });

  it('gives the reason when what answers is no management API', async () => {
    const page = await serve((_request, response) => response.end('<html>'));
    expect(await managementAt(page).queues()).toEqual({ ok: false, reason: 'management_not_json' });
    const other = await serve((request, response) => {
      response.end(JSON.stringify(request.url?.includes('overview') === true ? {} : { error: 'none' }));
    });
    expect(await managementAt(other).queues()).toEqual({ ok: false, reason: 'management_not_rabbitmq' });
  });

  it('is not read beyond a bound', async () => {
    let sent = 0;
    const url = await serve((_request, response) => {
      const chunk = Buffer.alloc(1024 * 1024, 0x20);
      const more = (): void => {
        do sent += chunk.length;
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    });
    expect(await managementAt(url).queues()).toEqual({ ok: false, reason: 'management_too_large' });
    // What it read, and what was on its way in buffers.
    expect(sent).toBeLessThan(32 * 1024 * 1024);
  });

  it('is looked for at its own port and at one moved along with the port of the broker', () => {
    expect(managementPorts({ port: 5672, tls: null })).toEqual([15_672]);
    expect(managementPorts({ port: 5673, tls: null })).toEqual([15_673, 15_672]);
    const tls = { verify: true, checkHostname: true, caFile: null, certFile: null, keyFile: null, keyPassword: null };
    expect(managementPorts({ port: 5671, tls })).toEqual([15_671]);
  });

  it('that was guessed and belongs to another cluster is not believed', async () => {
    const { url } = await api([[{ name: 'foreign' }]]);
    const port = Number(new URL(url).port) - 10_000;
    const management = createManagement({ endpoint: { ...endpoint, port }, clusterName: 'rabbit@two', url: null });
    const reading = await management.queues();
    expect(reading).toEqual({ ok: false, reason: 'management_other_cluster' });
    const right = createManagement({ endpoint: { ...endpoint, port }, clusterName: 'rabbit@one', url: null });
    expect((await right.queues()).ok).toBe(true);
  });
});
