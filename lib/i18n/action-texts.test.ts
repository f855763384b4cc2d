import { describe, expect, it } from 'vitest';
import { ACTION_NAMES } from '../cluster/action';
import { catalogueOf } from './catalogue';

// These keys are computed from the name of the action, so nothing else would notice a missing one.
describe('every action has its words', () => {
  const { actions } = catalogueOf('en') as Record<string, Record<string, Record<string, unknown>>>;
  it.each(ACTION_NAMES)('%s', (name) => {
    expect(actions?.['did']).toHaveProperty(name);
    expect(actions?.['name']).toHaveProperty(name);
    expect(actions?.['mark']).toHaveProperty(name);
  });
});
