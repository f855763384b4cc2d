import { describe, expect, it } from 'vitest';
import { fakeReader, testServer } from '../http/server.fixture';

const reader = fakeReader({
  names: () => [
    { value: 'tasks.sleep', count: 1 },
    { value: 'tasks.add', count: 9 },
  ],
});
const opened = { reader, flower: { unauthenticatedApi: true } };
const users = [{ name: 'ada', password: 'secret' }];
const TYPES = '/api/task/types';

describe('Flower’s API', () => {
  it('is closed while nobody signs in, until its owner opens it', async () => {
    const { app } = await testServer({ reader });
    const closed = await app.inject({ url: TYPES });
    expect([closed.statusCode, closed.body]).toEqual([401, '']);
    expect(closed.headers['www-authenticate']).toBeUndefined();
    const { app: open } = await testServer(opened);
    expect((await open.inject({ url: TYPES })).json()).toEqual({ 'task-types': ['tasks.add', 'tasks.sleep'] });
  });

  it('is open to who signs in, and tells others how without a word', async () => {
    const { app } = await testServer({ reader, rules: { users } });
    const refused = await app.inject({ url: TYPES });
    expect([refused.statusCode, refused.body]).toEqual([401, '']);
    expect(refused.headers['www-authenticate']).toContain('Basic realm=');
    const authorization = `Basic ${Buffer.from('ada:secret').toString('base64')}`;
    expect((await app.inject({ url: TYPES, headers: { authorization } })).statusCode).toBe(200);
  });

  it('answers as Flower does: JSON with a hash, and 304 to who has it', async () => {
    const { app } = await testServer(opened);
    const { headers } = await app.inject({ url: TYPES });
    expect(headers['content-type']).toBe('application/json; charset=UTF-8');
    const again = (known: string) => app.inject({ url: TYPES, headers: { 'if-none-match': known } });
    expect((await again(String(headers['etag']))).statusCode).toBe(304);
    expect((await again(`"other", W/${String(headers['etag'])}`)).statusCode).toBe(304);
    expect((await again('"other"')).statusCode).toBe(200);
  });

  it('answers HEAD, OPTIONS with nothing, and refuses other methods', async () => {
    const { app } = await testServer(opened);
    const status = async (method: 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'DELETE') => {
      const { statusCode, body, headers } = await app.inject({ method, url: TYPES });
      return [statusCode, body, headers['allow']];
    };
    expect(await status('HEAD')).toEqual([200, '', undefined]);
    expect(await status('OPTIONS')).toEqual([204, '', 'GET, HEAD, OPTIONS']);
    for (const method of ['POST', 'PUT', 'DELETE'] as const)
      expect(await status(method)).toEqual([405, '', 'GET, HEAD, OPTIONS']);
  });

  it('stands under the prefix only', async () => {
    const { app } = await testServer({ ...opened, urlPrefix: '/flower' });
    expect((await app.inject({ url: `/flower${TYPES}` })).statusCode).toBe(200);
    expect((await app.inject({ url: TYPES })).statusCode).toBe(404);
  });

  it('tells nothing of an error that is not for others’ eyes', async () => {
    const broken = fakeReader({
      names: () => {
        throw new Error('password=secret');
      },
    });
    const { app, log } = await testServer({ ...opened, reader: broken });
    const answer = await app.inject({ url: TYPES });
    expect([answer.statusCode, answer.body]).toEqual([500, '']);
    expect(log()).toContain('/api/task/types failed');
  });
});

describe('a page of another site', () => {
  const evil = { origin: 'https://evil.example' };

  it('is not told that it may read, nor asked to come again', async () => {
    const { app } = await testServer(opened);
    for (const method of ['GET', 'OPTIONS'] as const) {
      const { headers } = await app.inject({ method, url: TYPES, headers: evil });
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('may read where its host was named and nobody signs in', async () => {
    const named = { ...opened, rules: { allowedHosts: ['dash.example'] } };
    const { app } = await testServer(named);
    const ask = (origin: string) =>
      app.inject({ method: 'OPTIONS', url: TYPES, headers: { origin, host: 'localhost:5555' } });
    expect((await ask('https://dash.example')).headers).toMatchObject({
      'access-control-allow-origin': 'https://dash.example',
      'access-control-allow-headers': 'x-requested-with,access-control-allow-origin,authorization,content-type',
      vary: 'origin',
    });
    expect((await ask('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined();
    const { app: signedIn } = await testServer({ ...named, rules: { ...named.rules, users } });
    const answer = await signedIn.inject({
      method: 'OPTIONS',
      url: TYPES,
      headers: { origin: 'https://dash.example' },
    });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('that was led here by a name of its own is refused', async () => {
    const { app } = await testServer(opened);
    expect((await app.inject({ url: TYPES, headers: { host: 'evil.example' } })).statusCode).toBe(403);
  });
});
