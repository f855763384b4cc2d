import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from './content-security';
import { findPage, loadPages } from './pages';
import { testServer } from './server.fixture';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

function exported(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** As a hostile client asks: with the path as it is, which `inject` would put in order first. */
async function askRaw(path: string): Promise<{ status: number | undefined; location: string | undefined }> {
  const { app } = await testServer();
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  try {
    return await new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port, path }, (response) => {
        response.resume();
        resolve({ status: response.statusCode, location: response.headers.location });
      }).on('error', reject);
    });
  } finally {
    await app.close();
  }
}

const hashOf = (script: string) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`;

describe('the pages', () => {
  it.each([
    ['/', 200],
    ['/tasks/', 200],
    ['/tasks/4d1c/', 200],
    ['/tasks/4d1c/?tab=events', 200],
    [`/tasks/${encodeURIComponent('a/../b?#')}/`, 200],
    [`/workers/${encodeURIComponent('w1@höst <b>')}/`, 200],
    ['/queues/mail/', 404],
    ['/nothing/', 404],
    ['/tasks/a/b/', 404],
  ])('%s is %i', async (url, status) => {
    const { app } = await testServer();
    const response = await app.inject({ url });
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
  });

  it.each(['/tasks', '/tasks/4d1c', '/tasks/4d1c?tab=events'])('%s is sent on to its folder', async (url) => {
    const { app } = await testServer({ urlPrefix: '/celery' });
    const response = await app.inject({ url: `/celery${url}` });
    const [path = '', query] = url.split('?');
    expect(response.headers.location).toBe(`/celery${path}/${query === undefined ? '' : `?${query}`}`);
  });

  it.each([
    '//evil.example',
    '//evil.example/',
    '/../package.json',
    '/%2e%2e/package.json',
    '/tasks/../../etc/passwd',
    '/tasks/%2e%2e%2f%2e%2e%2fetc/passwd',
    '/_next/static/../../index.html',
    '/index.html%00.js',
    '/\\..\\package.json',
    '/__proto__',
    '/constructor/',
    'http://evil.example/',
  ])('%s leads nowhere', async (path) => {
    const { status, location } = await askRaw(path);
    expect([400, 404]).toContain(status);
    expect(location).toBeUndefined();
  });

  it('answer any path with a page, 404 or a way inside', async () => {
    const { app } = await testServer();
    const answers = fc.asyncProperty(fc.webPath(), async (path) => {
      const { statusCode, headers } = await app.inject({ url: path === '' ? '/' : path });
      expect([200, 308, 404]).toContain(statusCode);
      if (statusCode === 308) expect(headers.location).toMatch(/^\/(tasks|workers|queues)/);
    });
    await fc.assert(answers, { numRuns: 30 });
  });

  it('hold the prefix that was chosen, and are found under it alone', async () => {
    const { app } = await testServer({ urlPrefix: '/celery/x' });
    const page = await app.inject({ url: '/celery/x/' });
    expect(page.body).toContain('src="/celery/x/_next/static/a.js"');
    expect((await app.inject({ url: '/celery/x/_next/static/a.js' })).body).toContain('start("/celery/x")');
    expect((await app.inject({ url: '/' })).headers.location).toBe('/celery/x/');
    expect((await app.inject({ url: '/celery/x' })).headers.location).toBe('/celery/x/');
    expect((await app.inject({ url: '/api/v1/health' })).statusCode).toBe(404);
    expect((await app.inject({ url: '/celery/x/api/v1/health' })).statusCode).toBe(200);
  });

  it('may be kept for ever where their name holds a hash, and are asked for again elsewhere', async () => {
    const { app } = await testServer();
    const asset = await app.inject({ url: '/_next/static/a.js' });
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const page = await app.inject({ url: '/' });
    expect(page.headers['cache-control']).toBe('no-cache');
    const again = await app.inject({ url: '/', headers: { 'if-none-match': String(page.headers.etag) } });
    expect({ status: again.statusCode, body: again.body }).toEqual({ status: 304, body: '' });
  });

  it('are compressed as the browser likes it', async () => {
    const { app } = await testServer();
    const asset = (accept: string) => app.inject({ url: '/_next/static/a.js', headers: { 'accept-encoding': accept } });
    const plain = (await asset('identity')).body;
    expect(brotliDecompressSync((await asset('gzip, deflate, br')).rawPayload).toString()).toBe(plain);
    expect(gunzipSync((await asset('gzip;q=1, br;q=0')).rawPayload).toString()).toBe(plain);
    expect((await asset('')).headers['content-encoding']).toBeUndefined();
  });

  it('run their own inline scripts and no others', async () => {
    const { app } = await testServer();
    const policy = String((await app.inject({ url: '/' })).headers['content-security-policy']);
    const scripts = policy.split('; ').find((part) => part.startsWith('script-src'));
    expect(scripts).toBe(`script-src 'self' ${hashOf('boot()')}`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("default-src 'none'");
  });

  it('say what to do when they were not built', async () => {
    const { app } = await testServer({ pages: loadPages('/nowhere/at/all', '') });
    const response = await app.inject({ url: '/' });
    expect({ status: response.statusCode, body: response.body }).toEqual({
      status: 404,
      body: 'The pages were not built: run npm run build.\n',
    });
  });
});

describe('contentSecurityPolicy', () => {
  it('hashes each inline script and style once, and none that has a source', () => {
    const policy = contentSecurityPolicy(
      '<script>a</script><script id="x" async>\nb\n</script><script>a</script><script src="/x.js"></script><style>c</style>',
    );
    expect(policy).toContain(`script-src 'self' ${hashOf('a')} ${hashOf('\nb\n')};`);
    expect(policy).toContain(`style-src 'self' ${hashOf('c')};`);
    expect(policy.replace("style-src-attr 'unsafe-inline'", '')).not.toContain('unsafe');
  });
});

describe('loadPages', () => {
  it('reads the folder once, so that no request reaches the file system', () => {
    const pages = loadPages(
      exported({ 'index.html': '<p>', 'tasks/_/index.html': '<p>', 'a/b.txt': '/__celeryscope_prefix__/x' }),
      '/p',
    );
    expect([...pages.keys()].sort()).toEqual(['a/b.txt', 'index.html', 'tasks/_/index.html']);
    expect(pages.get('a/b.txt')?.body.toString()).toBe('/p/x');
    expect(findPage(pages, 'tasks/1')).toEqual({ kind: 'folder' });
    expect(findPage(pages, 'tasks/_/')).toMatchObject({ kind: 'file' });
  });

  it('writes what readers get who chose nothing into each page, and nothing where that is the usual', () => {
    const files = { 'index.html': '<!DOCTYPE html><html lang="en"><p>', 'a/b.txt': '<html' };
    const told = loadPages(exported(files), '', { paused: true, columns: ['where', 'why'] });
    expect(told.get('index.html')?.body.toString()).toContain(
      '<html data-live="paused" data-columns="where,why" lang="en">',
    );
    expect(told.get('a/b.txt')?.body.toString()).toBe('<html');
    expect(loadPages(exported(files), '').get('index.html')?.body.toString()).toBe(files['index.html']);
  });
});
