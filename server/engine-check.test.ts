import { describe, expect, it } from 'vitest';
import { engineProblem } from './engine-check';

describe('engineProblem', () => {
  it.each([
    ['24.21.0', '10'],
    ['22.19.0', '10'],
    ['23.0.0', '10'],
  ])('lets Node %s with Node-API %s run it', (node, napi) => {
    expect(engineProblem({ node, napi })).toBeNull();
  });

  it.each([
    ['22.18.0', '10'],
    ['20.19.5', '9'],
    ['18.0.0', undefined],
    ['24.0.0', '9'],
  ])('stops Node %s with Node-API %s with one line that says what to do', (node, napi) => {
    const problem = engineProblem({ node, napi });
    expect(problem).toContain(`this is ${node}`);
    expect(problem).toContain('22.19');
    expect(problem).not.toContain('\n');
  });
});
