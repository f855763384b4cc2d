import { describe, expect, it } from 'vitest';
import { testServer } from './server.fixture';

const rules = { users: [{ name: 'ada', password: 'pass:word' }] };
const good = { authorization: `Basic ${Buffer.from('ada:pass:word').toString('base64')}` };

describe('/metrics', () => {
  it('is open to scrapers while everything else asks who calls', async () => {
    const { app } = await testServer({ rules });
    const answer = await app.inject({ url: '/metrics' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(answer.headers.vary).toBe('accept, accept-encoding');
    expect((await app.inject({ method: 'HEAD', url: '/metrics' })).statusCode).toBe(200);
    expect((await app.inject({ url: '/api/v1/workers' })).statusCode).toBe(401);
  });

  it('asks too where --metrics-auth is given', async () => {
    const { app } = await testServer({ rules, metricsAuth: true });
    expect((await app.inject({ url: '/metrics' })).statusCode).toBe(401);
    expect((await app.inject({ url: '/metrics', headers: good })).statusCode).toBe(200);
  });

  it('is not for names that are not ours', async () => {
    const { app } = await testServer();
    expect((await app.inject({ url: '/metrics', headers: { host: 'evil.example' } })).statusCode).toBe(403);
  });
});
