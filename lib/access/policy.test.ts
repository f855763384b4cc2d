import { describe, expect, it } from 'vitest';
import { ACTION_NAMES } from '../cluster/action';
import { accessOf, allowed, may, neededRole } from './access';
import { capabilitiesOf, leastRole, READINGS, roleMay, ROLES, viewNeeds } from './policy';

describe('the policy', () => {
  it('names every action and every reading, and nothing else', () => {
    expect([...capabilitiesOf('admin')].sort()).toEqual([...ACTION_NAMES, ...READINGS].sort());
  });

  it('denies whatever it does not name, to everybody', () => {
    for (const name of ['', 'drop-tables', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'VIEW']) {
      expect(leastRole(name)).toBeNull();
      for (const role of ROLES) expect(roleMay(role, name)).toBe(false);
      expect(viewNeeds(name)).toBeNull();
    }
  });

  it('gives a viewer no action but to come and to go', () => {
    const changes = ACTION_NAMES.filter((name) => name !== 'log-in' && name !== 'log-out');
    for (const action of changes) expect(roleMay('viewer', action)).toBe(false);
  });

  it('keeps what destroys for admins', () => {
    for (const action of ['purge-queue', 'remove-message', 'put-back', 'manage-tokens', 'export-audit']) {
      expect([action, roleMay('operator', action), roleMay('admin', action)]).toEqual([action, false, true]);
    }
  });

  it('lets a higher role do all that a lower one may', () => {
    for (const capability of capabilitiesOf('viewer')) expect(roleMay('operator', capability)).toBe(true);
    for (const capability of capabilitiesOf('operator')) expect(roleMay('admin', capability)).toBe(true);
  });
});

describe('an access', () => {
  it('shows arguments from the role on that was asked for', () => {
    const shows = (role: (typeof ROLES)[number]) => may(accessOf(role, undefined, 'operator'), 'view-arguments');
    expect(ROLES.map(shows)).toEqual([false, true, true]);
    expect(allowed(accessOf('viewer', undefined, 'operator'))).not.toContain('view-arguments');
    expect(allowed(accessOf('viewer'))).toContain('view-arguments');
  });

  it('tells the role that is needed, for arguments the one that was asked for', () => {
    const viewer = accessOf('viewer', undefined, 'operator');
    const needed = (capability: string) => neededRole(viewer, capability);
    expect(['view', 'view-arguments', 'purge-queue', 'nonsense'].map(needed)).toEqual([
      'viewer',
      'operator',
      'admin',
      null,
    ]);
  });
});
