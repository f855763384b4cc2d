import { describe, expect, it } from 'vitest';
import { leastRole, roleMay, ROLES, viewNeeds } from '@/lib/access/policy';
import { isViewName } from '../views';
import { FLOWER_ENDPOINTS } from '../flower/flower-routes';
import { ENDPOINTS } from './routes';
import { testServer } from './server.fixture';

const VIEWS = ['status', 'overview', 'marks', 'series', 'workers', 'worker', 'queues', 'queue', 'tasks', 'task'];

/** Flower's list of tasks is asked for with a form, for it has many parameters. */
const ASKED_BY_POST: readonly string[] = ['/tasks/datatable'];

describe('every endpoint', () => {
  it.each(
    [...ENDPOINTS, ...FLOWER_ENDPOINTS].map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const),
  )('%s is in the policy', (_name, { permission, action, reads, method, path }) => {
    if (permission === 'public') return;
    expect(leastRole(permission === 'control' ? (action ?? '') : (reads ?? 'view'))).not.toBeNull();
    // What changes something is a control, and no viewer's.
    if (permission === 'control') expect(roleMay('viewer', action ?? '')).toBe(false);
    if (method === 'POST' && !ASKED_BY_POST.includes(path)) expect(permission).toBe('control');
  });

  it('that the policy does not know is not even registered', async () => {
    const { app } = await testServer();
    const register = (config: object) => () => app.route({ method: 'POST', url: '/x', config, handler: () => 'done' });
    expect(register({ permission: 'control' })).toThrow('not in the policy');
    expect(register({ permission: 'control', action: 'constructor' })).toThrow('not in the policy');
    expect(register({ permission: 'view', reads: 'everything' })).toThrow('not in the policy');
  });
});

describe('every view of the live feed', () => {
  it('is in the policy', () => {
    for (const view of [...VIEWS, 'findings', 'actions']) {
      expect(isViewName(view)).toBe(true);
      const needs = viewNeeds(view);
      expect(needs !== null && ROLES.some((role) => roleMay(role, needs))).toBe(true);
    }
  });
});
