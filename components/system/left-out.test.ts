import { describe, expect, it } from 'vitest';
import { leftOutOf } from './left-out';

const CALM = {
  bounded: { inFlight: 0, series: 0 },
  pressure: {
    streamLagSeconds: 0,
    shedding: 'nothing' as const,
    dropped: { heartbeats: 0, depthSamples: 0, timelineEntries: 0, others: 0, tasks: 0 },
    badRows: 0,
    lastBadRow: null,
  },
};

const goingOn = (shedding: 'nothing' | 'details' | 'timeline') =>
  leftOutOf({ ...CALM, pressure: { ...CALM.pressure, shedding } })
    .filter(({ now }) => now)
    .map(({ name }) => name);

describe('what is left out', () => {
  it('stands in the order in which it goes, a task’s end last', () => {
    expect(leftOutOf(CALM).map(({ name }) => name)).toEqual([
      'heartbeats',
      'depthSamples',
      'timelineEntries',
      'others',
      'tasks',
      'inFlight',
      'series',
      'badRows',
    ]);
  });

  it('says what goes at this moment', () => {
    expect(goingOn('nothing')).toEqual([]);
    expect(goingOn('details')).toEqual(['heartbeats', 'depthSamples']);
    expect(goingOn('timeline')).toEqual(['heartbeats', 'depthSamples', 'timelineEntries']);
  });
});
