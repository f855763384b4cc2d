import { describe, expect, it } from 'vitest';
import { roleMay } from '@/lib/access/policy';
import { FLOWER_ENDPOINTS } from '../flower/flower-routes';
import { ENDPOINTS } from '../http/routes';
import { accessServer, OWN_PAGE } from './access.fixture';

const USERS = 'viewer:viewer-password,operator:operator-password';
const FILE = { users: { viewer: 'viewer', operator: 'operator' } };

const asks = (name: string) => ({
  ...OWN_PAGE,
  authorization: `Basic ${Buffer.from(`${name}:${name}-password`).toString('base64')}`,
});

const doors = [...ENDPOINTS, ...FLOWER_ENDPOINTS].map(({ method, path, permission, action = '', reads = 'view' }) => ({
  method,
  url: path.replace(/:view/, 'workers').replace(/:\w+|\*/g, 'known'),
  permission,
  needs: permission === 'control' ? action : reads,
}));

describe('whoever may not', () => {
  it.each(doors.filter(({ permission }) => permission === 'control'))(
    'is refused $method $url ($needs) and changes nothing: a viewer, and an operator where it is an admin’s',
    async ({ method, url, needs }) => {
      const { app, collector } = await accessServer(['--basic-auth', USERS], { file: FILE });
      for (const role of ['viewer', 'operator'] as const) {
        if (roleMay(role, needs)) continue;
        const { statusCode } = await app.inject({ method, url, payload: {}, headers: asks(role) });
        expect([role, statusCode]).toEqual([role, 403]);
      }
      expect(collector.calls.every(({ name }) => name === 'recordRefusal')).toBe(true);
    },
  );

  it.each(doors.filter(({ permission, needs }) => permission === 'view' && !roleMay('viewer', needs)))(
    'does not read $url ($needs)',
    async ({ method, url }) => {
      const { app } = await accessServer(['--basic-auth', USERS], { file: FILE });
      const { statusCode } = await app.inject({ method, url, headers: asks('viewer') });
      expect(statusCode).toBe(403);
    },
  );

  it('has no role at all where the file names none', async () => {
    const { get } = await accessServer(['--basic-auth', USERS], { file: { users: { operator: 'operator' } } });
    expect((await get('/api/v1/stats', asks('viewer'))).status).toBe(403);
    expect((await get('/api/v1/stats', asks('operator'))).status).toBe(200);
  });

  it('is a viewer where the whole server is read-only', async () => {
    const server = await accessServer(['--basic-auth', USERS, '--read-only'], { file: FILE });
    expect((await server.get('/api/v1/status', asks('operator'))).body).toMatchObject({
      user: { role: 'viewer', canControl: false },
    });
    expect((await server.post('/api/v1/tasks/known/revoke', {}, asks('operator'))).status).toBe(403);
  });
});
