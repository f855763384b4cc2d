import { expect, it } from 'vitest';
import { testServer } from './server.fixture';

it('a request is told without its query and headers, in which there may be a secret', async () => {
  const { app, log } = await testServer({ logLevel: 'debug' });
  const headers = { authorization: 'Bearer hunter2', cookie: 'a=hunter2', referer: 'http://localhost/?q=hunter2' };
  for (const path of ['/api/v1/tasks', '/api/v1/nothing', '/tasks/', '/%ff'])
    await app.inject({ url: `${path}?token=hunter2`, headers });
  expect(log()).toContain('"path":"/api/v1/tasks"');
  expect(log()).not.toContain('hunter2');
});

it.each(['token', 'access_token', 'auth', 'api_key', 'password'])(
  'a secret in an address (%s) lets nobody in: it would stay in histories and logs of proxies',
  async (name) => {
    const { app } = await testServer({ rules: { tokens: [{ name: 'ci', token: 'a-long-token' }] } });
    for (const url of ['/api/v1/tasks', '/metrics/x', '/api/tasks', '/tasks/'])
      expect((await app.inject({ url: `${url}?${name}=a-long-token` })).statusCode).toBe(401);
    const headers = { authorization: 'Bearer a-long-token' };
    expect((await app.inject({ url: '/api/v1/tasks', headers })).statusCode).toBe(200);
  },
);
