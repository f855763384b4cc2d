import { describe, expect, it } from 'vitest';
import type { TaskFacets } from '../api/views';
import { toStateTabs } from './state-tabs';

const facets: TaskFacets = {
  states: [
    { value: 'FAILURE', count: 22 },
    { value: 'STARTED', count: 14 },
    { value: 'PROGRESS', count: 2 },
    { value: 'SUCCESS', count: 900 },
  ],
  queues: [],
  workers: [],
  types: [],
  exceptions: [],
};
const count = { value: 38, exact: true };

describe('toStateTabs', () => {
  it('offers the states of a task’s life and those that were seen', () => {
    const { tabs, chosen, all } = toStateTabs('', facets, { value: 938, exact: false });
    expect(tabs.map((tab) => tab.state)).toEqual([
      'SENT',
      'RECEIVED',
      'STARTED',
      'RETRY',
      'SUCCESS',
      'FAILURE',
      'REVOKED',
      'REJECTED',
      'PROGRESS',
    ]);
    expect(tabs.find((tab) => tab.state === 'SENT')?.count?.value).toBe(0);
    expect(chosen).toBeNull();
    expect(all).toEqual({ value: 938, exact: false });
  });

  it('does not offer what the filter shuts out', () => {
    expect(toStateTabs('-state:SUCCESS', facets, count).tabs.map((tab) => tab.state)).not.toContain('SUCCESS');
  });

  it('counts all states when one is chosen', () => {
    expect(toStateTabs('state:FAILURE', facets, { value: 22, exact: true })).toMatchObject({
      chosen: 'FAILURE',
      all: { value: 938 },
    });
    expect(toStateTabs('state:FAILURE,RETRY', facets, count).chosen).toBeNull();
  });

  it('says nothing of counts before they are known', () => {
    expect(toStateTabs('state:FAILURE', null, null).all).toBeNull();
    expect(toStateTabs('', null, null).tabs.every((tab) => tab.count === null)).toBe(true);
  });
});
