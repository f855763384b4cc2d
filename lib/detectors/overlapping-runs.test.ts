import { describe, expect, it } from 'vitest';
import type { Fire } from '../cluster/fires';
import type { Periodic } from '../cluster/periodic';
import { workerView } from '../workers/worker.fixture';
import type { Sight } from './detector';
import { overlappingRuns } from './overlapping-runs';
import { EVERY, expectTexts, firesOf, periodic } from './periodic.fixture';
import { delivery, NOW, put, seenBy, sight } from './sight.fixture';

describe('overlapping-runs', () => {
  function running(...uuids: readonly string[]): Sight {
    const workers = [workerView('w1@alpha', { active: uuids.length })];
    const at = sight({ workers, periodic: [periodic('tick', firesOf('gen7@beat', 6, 1))] });
    for (const [index, uuid] of uuids.entries()) {
      const deliveries = [delivery({ startedAt: NOW - 30 + index * EVERY })];
      put(at, uuid, { state: 'STARTED', name: 'shop.tick', args: '()', kwargs: '{}', client: 'gen7@beat', deliveries });
    }
    return at;
  }

  it('tells the runs of one entry that go on at once', () => {
    const found = seenBy(overlappingRuns, running('gen7@beat3', 'gen7@beat4'));
    expect(found).toMatchObject([
      { subject: { kind: 'type', id: 'shop.tick' }, since: NOW - 20, sentence: { values: { count: 2 } } },
    ]);
    expectTexts(found);
  });

  it('advises a lock that is given back when the run ends, whichever way', () => {
    const [finding] = seenBy(overlappingRuns, running('gen7@beat3', 'gen7@beat4'));
    expect(finding?.advice.setting).toMatch(
      /lock = .*"beat:tick".*timeout=3600\)[^]*acquire\(blocking=False\):\n    return[^]*\ntry:\n[^]*\nfinally:\n[^]*lock\.release\(\)/,
    );
  });

  it('is silent about one run, other arguments, and what somebody else sent', () => {
    expect(seenBy(overlappingRuns, running('gen7@beat3'))).toEqual([]);
    for (const told of [{ args: '(1,)' }, { client: 'gen9@web' }, { parentId: 'p' }, { client: null }]) {
      const at = running('gen7@beat3');
      const deliveries = [delivery({ startedAt: NOW - 20 })];
      put(at, 'b', { state: 'STARTED', name: 'shop.tick', client: 'gen7@beat', args: '()', deliveries, ...told });
      expect(seenBy(overlappingRuns, at)).toEqual([]);
    }
  });

  /** `web` runs too, beside the third message of beat; what else was sent is told. */
  function beside(client: string | null, fires: readonly Fire[], told: Partial<Periodic['entry']> = {}): Sight {
    const workers = [workerView('w1@alpha', { active: 2 })];
    const at = sight({ workers, periodic: [periodic('tick', fires, told)] });
    for (const uuid of [`${client ?? ''}3`, 'web'])
      put(at, uuid, {
        ...{ state: 'STARTED', name: 'shop.tick', args: '()', kwargs: '{}' },
        client: uuid === 'web' && client !== null ? 'gen9@web' : client,
        deliveries: [delivery({ startedAt: NOW - 20 })],
      });
    return at;
  }
  const byHand = (client: string | null, ago: number): Fire => ({ uuid: 'web', at: NOW - ago, client });

  it('is silent about what others send with the same arguments at other times', () => {
    const edits = [byHand('gen9@web', 24), { ...byHand('gen9@web', 23), uuid: 'web2' }];
    expect(seenBy(overlappingRuns, beside('gen7@beat', [...firesOf('gen7@beat', 6, 1), ...edits]))).toEqual([]);
    const irregular = beside('gen7@beat', [...firesOf('gen7@beat', 6, 1), ...edits], { everySeconds: null });
    expect(seenBy(overlappingRuns, irregular)).toEqual([]);
  });

  it('is silent where one by hand may be among messages of which nobody told who sent them', () => {
    expect(seenBy(overlappingRuns, beside(null, [...firesOf(null, 5, 21), byHand(null, 20)]))).toEqual([]);
    const even = firesOf(null, 6, 1).map((fire, index) => (index === 4 ? { ...fire, uuid: 'web' } : fire));
    expectTexts(seenBy(overlappingRuns, beside(null, even)));
  });

  it('knows beat by another entry where the times of this one can not be told', () => {
    const at = running('gen7@beat3', 'gen7@beat4');
    const crontab = periodic('tick', firesOf('gen7@beat', 6, 1), { everySeconds: null });
    const other = periodic('tock', firesOf('gen7@beat', 6, 1));
    expectTexts(seenBy(overlappingRuns, { ...at, periodic: [crontab, other] }));
    expect(seenBy(overlappingRuns, { ...at, periodic: [crontab] })).toEqual([]);
  });

  it('leaves a task that runs twice to duplicate-execution', () => {
    const at = running('gen7@beat3');
    const deliveries = [delivery({ startedAt: NOW - 30 }), delivery({ n: 2, startedAt: NOW - 20 })];
    put(at, 'gen7@beat3', { state: 'STARTED', name: 'shop.tick', args: '()', deliveries });
    expect(seenBy(overlappingRuns, at)).toEqual([]);
  });
});
