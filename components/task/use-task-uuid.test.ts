import { describe, expect, it } from 'vitest';
import { uuidOfPath } from './use-task-uuid';

describe('uuidOfPath', () => {
  it('reads the id whatever prefix stands before it', () => {
    expect(uuidOfPath('/tasks/c41f7a52-6d0e/')).toBe('c41f7a52-6d0e');
    expect(uuidOfPath('/ops/celery/tasks/c41f7a52-6d0e')).toBe('c41f7a52-6d0e');
  });

  it('decodes ids that are no uuids', () => {
    expect(uuidOfPath('/tasks/nightly%20%2F%20export/')).toBe('nightly / export');
    expect(uuidOfPath('/tasks/100%/')).toBe('100%');
  });

  it('knows the placeholder of the exported page', () => {
    expect(uuidOfPath('/tasks/_/')).toBeNull();
    expect(uuidOfPath('/tasks/')).toBeNull();
  });
});
