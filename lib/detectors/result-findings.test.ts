import { describe, expect, it } from 'vitest';
import type { ChordSight, ResultSample, ResultsReading } from '../cluster/results-log';
import { followChords } from '../cluster/results-log';
import { workerView } from '../workers/worker.fixture';
import { chordStuck } from './chord-stuck';
import type { Sight } from './detector';
import type { Observation } from './finding';
import { createFindingLifecycle } from './lifecycle';
import { resultCost } from './result-cost';
import { NOW, seenBy, sight, textsOf } from './sight.fixture';

const reading: ResultsReading = { at: NOW - 3, keys: 0, looked: 0, results: 0, sample: [], chords: [] };

function expectTexts(findings: readonly Observation[]): void {
  expect(findings.length).toBeGreaterThan(0);
  for (const text of findings.flatMap(textsOf)) expect(text).not.toMatch(/findings\.|[{}]/);
}

describe('chord-stuck', () => {
  const part = { uuid: 'p3', name: 'shop.part', index: 2, queue: 'nobody', in: 'queue' } as const;
  const parts = { found: [part], everywhere: true, at: NOW - 5, againSeconds: 20 };

  function seen(told: Partial<ChordSight> = {}, around: Partial<Sight> = {}) {
    const count = { groupId: 'g', size: 4, done: 3, missing: [2], endedPart: 'p1', expiresInSeconds: 80_000 };
    const ours = { isOurs: true, readAt: NOW - 3, since: NOW - 60, parts };
    const results = { reading, chords: [{ ...count, ...ours, ...told }], types: [] };
    return seenBy(chordStuck, sight({ results, workers: [workerView('w1@alpha')], ...around }));
  }

  it('names the part that waits where nobody takes it, and when the chord dies', () => {
    const found = seen();
    expect(found).toMatchObject([
      {
        subject: { kind: 'task', id: 'p3' },
        related: [
          { kind: 'queue', id: 'nobody' },
          { kind: 'type', id: 'shop.part' },
        ],
        sentence: { values: { done: 3, size: 4, queue: 'nobody', diesSeconds: 80_000 } },
        advice: { setting: 'celery -A your_app worker -Q nobody' },
      },
    ]);
    expectTexts(found);
  });

  it('still tells the part that waits when it is looked for less often', () => {
    expect(seen({ parts: { ...parts, at: NOW - 300, againSeconds: 320 } })).toMatchObject([{ subject: { id: 'p3' } }]);
  });

  const nowhere = { parts: { ...parts, found: [] } };

  it('tells a part that is nowhere while nothing runs', () => {
    const found = seen(nowhere);
    expect(found).toMatchObject([{ subject: { kind: 'cluster', id: 'chord g' } }]);
    expectTexts(found);
  });

  it('stays one finding while workers stop, start and have not told yet what they take', () => {
    const told = (workers: Sight['workers']) => seen({}, { workers });
    const up = [workerView('w1@alpha')];
    const down = [workerView('w1@alpha', { status: 'gone', statusSince: NOW - 9 })];
    const starting = [workerView('w1@alpha', { queues: null })];
    const lifecycle = createFindingLifecycle([], NOW);
    const changes: unknown[] = [];
    [up, down, starting, up].forEach((workers, phase) => {
      for (let second = 0; second < 40; second += 1) {
        const at = NOW + phase * 40 + second;
        for (const { openedAt, closedAt } of lifecycle.look(told(workers), at))
          if (openedAt === at || closedAt !== null) changes.push(closedAt === null ? 'opened' : 'closed');
      }
    });
    expect(changes).toEqual(['opened']);
    expect(told(down)).toHaveLength(1);
  });

  it('tells a chord that counted a part twice', () => {
    const found = seen({ done: 5, missing: null, parts: null });
    expectTexts(found);
    expect(found.flatMap(textsOf)[0]).toContain('counted 5 parts of 4');
  });

  it.each<[string, Partial<ChordSight>, Partial<Sight>?]>([
    ['goes on', { since: NOW - 5 }],
    ['has all its parts, one of which failed', { done: 4, missing: [] }],
    ['was not looked for', { parts: null }],
    ['was looked for long ago', { parts: { ...parts, at: NOW - 100 } }],
    ['was nowhere long ago', { parts: { ...nowhere.parts, at: NOW - 70, againSeconds: 320 } }],
    ['has a part that somebody will take', {}, { workers: [workerView('w1@alpha', { queues: ['nobody'] })] }],
    ['has a part that a worker holds', { parts: { ...parts, found: [{ ...part, in: 'unacked' }] } }],
    ['may be in what was not looked at', { parts: { ...parts, found: [], everywhere: false } }],
    ['is of another application with the same result database', { ...nowhere, isOurs: false }],
    ['may be what a worker runs', nowhere, { workers: [workerView('w1@alpha', { status: 'working', active: 1 })] }],
    [
      'has a part for a worker that has just left',
      {},
      { workers: [workerView('w1@alpha', { queues: ['nobody'], status: 'gone', statusSince: NOW - 9 })] },
    ],
    ['has a part in a queue that was emptied since', {}, { ready: () => ({ count: 0, at: NOW - 1 }) }],
    ['may have a consumer that has not told yet', {}, { workers: [workerView('w1@alpha', { queues: null })] }],
  ])('is silent about a chord that %s', (_, told, around) => {
    expect(seen(told, around)).toEqual([]);
  });

  it('forgets where parts were once another one has ended', () => {
    const chord = { groupId: 'g', size: 4, done: 3, missing: [2], endedPart: null, expiresInSeconds: 5 };
    const [before] = followChords([], { ...reading, at: 10, chords: [chord] });
    const searched = before === undefined ? [] : [{ ...before, parts }];
    expect(followChords(searched, { ...reading, at: 20, chords: [chord] })).toMatchObject([{ since: 10, parts }]);
    expect(followChords(searched, { ...reading, at: 20, chords: [{ ...chord, done: 4 }] })).toMatchObject([
      { since: 20, parts: null },
    ]);
  });
});

describe('result-cost', () => {
  function seen(sample: readonly ResultSample[], told: Partial<ResultsReading> = {}) {
    const counts = { keys: 1200, looked: 1200, results: 1000 };
    const types = [['shop.nap', 30] as const];
    return seenBy(
      resultCost,
      sight({ results: { reading: { ...reading, ...counts, sample, ...told }, chords: [], types } }),
    );
  }
  const sampleOf = (count: number, told: Partial<ResultSample>): readonly ResultSample[] =>
    Array.from({ length: count }, (_, index) => ({
      uuid: `r${index}`,
      bytes: 400,
      expiresInSeconds: 40_000,
      ...told,
    }));
  const forever = { expiresInSeconds: null };

  it('tells results that stay for ever', () => {
    const found = seen([...sampleOf(30, forever), ...sampleOf(10, {})]);
    expect(found).toMatchObject([
      {
        severity: 'notice',
        subject: { kind: 'cluster', id: 'results' },
        related: [{ kind: 'type', id: 'shop.nap' }],
        sentence: { values: { results: 1000, share: 75 } },
        advice: { setting: 'result_expires = 3600' },
      },
    ]);
    expectTexts(found);
  });

  it('counts on from what it looked at in a large database', () => {
    const found = seen(sampleOf(30, forever), { keys: 1_000_000, looked: 4000, results: 2000 });
    expect(found).toMatchObject([{ severity: 'warning', sentence: { values: { results: 500_000 } } }]);
  });

  it('does not guess that results are unread: who waits for one is sent it and never reads the key', () => {
    const idleSince = { bytes: 200_000, idleSeconds: 46_400 };
    expect(seen(sampleOf(200, idleSince), { keys: 100_000, looked: 100_000, results: 90_000 })).toEqual([]);
  });

  it.each<[string, readonly ResultSample[], Partial<ResultsReading>?]>([
    ['few', sampleOf(30, forever), { keys: 100, looked: 100, results: 90 }],
    ['hardly looked at', sampleOf(10, forever)],
    ['mostly to expire', [...sampleOf(30, {}), ...sampleOf(20, forever)]],
  ])('is silent about results that are %s', (_, sample, told) => {
    expect(seen(sample, told)).toEqual([]);
  });
});
