import { describe, expect, it } from 'vitest';
import { message } from '../i18n/message';
import type { Observation } from './finding';
import { createFindingLifecycle } from './lifecycle';

function observation(fields: Partial<Observation> = {}): Observation {
  return {
    id: 'prefetch-starvation:worker:a@b',
    detector: 'prefetch-starvation',
    severity: 'warning',
    subject: { kind: 'worker', id: 'a@b' },
    related: [],
    sentence: message('findings.prefetch-starvation.sentence'),
    evidence: [],
    advice: { text: message('x'), setting: null },
    figure: null,
    since: 100,
    ...fields,
  };
}

describe('the life of a finding', () => {
  it('begins only when the problem lasts', () => {
    const lifecycle = createFindingLifecycle([], 100);
    expect(lifecycle.look([observation()], 100)).toEqual([]);
    expect(lifecycle.look([observation()], 102)).toEqual([]);
    const [finding] = lifecycle.look([observation()], 103);
    expect(finding).toMatchObject({ id: 'prefetch-starvation:worker:a@b@100', openedAt: 103, closedAt: null });
    expect(lifecycle.open()).toEqual([finding]);
  });

  it('does not begin when the problem comes and goes', () => {
    const lifecycle = createFindingLifecycle([], 100);
    for (let at = 100; at < 120; at += 1) expect(lifecycle.look(at % 3 === 0 ? [] : [observation()], at)).toEqual([]);
  });

  it('goes on over a short absence and ends after a longer one', () => {
    const lifecycle = createFindingLifecycle([], 100);
    for (const at of [100, 103]) lifecycle.look([observation()], at);
    expect(lifecycle.look([], 107)).toEqual([]);
    expect(lifecycle.look([observation({ since: 107 })], 107.5)).toEqual([]);
    expect(lifecycle.look([], 112)).toEqual([]);
    expect(lifecycle.look([], 112.5)).toMatchObject([{ id: 'prefetch-starvation:worker:a@b@100', closedAt: 107.5 }]);
    expect(lifecycle.open()).toEqual([]);
  });

  it('keeps everything that it concerned on the way', () => {
    const lifecycle = createFindingLifecycle([], 100);
    const task = (id: string) => ({ kind: 'task', id }) as const;
    lifecycle.look([observation({ related: [task('1')] })], 100);
    lifecycle.look([observation({ related: [task('1')] })], 103);
    lifecycle.look([observation({ related: [task('2')] })], 106);
    expect(lifecycle.open()[0]?.related).toEqual([task('1'), task('2')]);
  });

  it('is told again only when something changed', () => {
    const lifecycle = createFindingLifecycle([], 100);
    for (const at of [100, 103]) lifecycle.look([observation()], at);
    expect(lifecycle.look([observation()], 104)).toEqual([]);
    expect(lifecycle.look([observation({ severity: 'critical' })], 105)).toMatchObject([
      { severity: 'critical', updatedAt: 105 },
    ]);
  });

  it('goes on after a restart, and ends when nothing of it is seen for half a minute', () => {
    const before = createFindingLifecycle([], 100);
    before.look([observation()], 100);
    const open = before.look([observation()], 103);
    const after = createFindingLifecycle(open, 200);
    after.look([observation({ since: 190 })], 210);
    expect(after.open()).toMatchObject([{ id: 'prefetch-starvation:worker:a@b@100', openedAt: 103, since: 100 }]);
    const other = createFindingLifecycle(open, 200);
    expect(other.look([], 229)).toEqual([]);
    expect(other.look([], 230)).toMatchObject([{ closedAt: 200 }]);
  });

  it('keeps what a restart forgets for as long as its detector shows it', () => {
    const lost = observation({ id: 'task-lost:task:a', detector: 'task-lost' });
    const before = createFindingLifecycle([], 100);
    before.look([lost], 100);
    const open = before.look([lost], 103);
    const after = createFindingLifecycle(open, 1000);
    expect(after.look([], 3700)).toEqual([]);
    expect(after.look([], 3703)).toHaveLength(1);
  });

  it('adds up what was lost at each look, also when the free slot was taken in between', () => {
    const lifecycle = createFindingLifecycle([], 100);
    const figure = { kind: 'slots', rows: [], facts: [] } as const;
    const look = (at: number, soFarSeconds: number) =>
      lifecycle.look([observation({ figure, waste: { soFarSeconds, perSecond: 2 } })], at);
    look(100, 0.5);
    for (let at = 101; at <= 105; at += 1) look(at, 0.1);
    const facts = lifecycle.open()[0]?.figure?.facts;
    expect(facts?.at(-1)?.value.values['valueSeconds']).toBeCloseTo(10.5, 5);
    expect(lifecycle.open()[0]).not.toHaveProperty('waste');
  });
});
