import { describe, expect, it } from 'vitest';
import type { Fire } from '../cluster/fires';
import type { Periodic } from '../cluster/periodic';
import { workerView } from '../workers/worker.fixture';
import type { Sight } from './detector';
import { periodicDoubled } from './periodic-doubled';
import { periodicMissed } from './periodic-missed';
import { periodicPileup } from './periodic-pileup';
import { firesOf, periodic, expectTexts } from './periodic.fixture';
import { NOW, put, queueSight, seenBy, sight } from './sight.fixture';

describe('periodic-missed', () => {
  const silent = [periodic('tick', firesOf('gen7@beat', 6, 60))];

  it('tells an entry that was sent at its pace and is not any more', () => {
    const found = seenBy(periodicMissed, sight({ periodic: silent }));
    expect(found).toMatchObject([{ severity: 'warning', subject: { kind: 'type', id: 'shop.tick' }, since: NOW - 50 }]);
    expectTexts(found);
  });

  it('tells a beat that fell silent as one', () => {
    const both = [...silent, periodic('tock', firesOf('gen7@beat', 6, 58))];
    const found = seenBy(periodicMissed, sight({ periodic: both }));
    expect(found).toMatchObject([
      { severity: 'critical', subject: { kind: 'cluster', id: 'beat' }, sentence: { values: { count: 2 } } },
    ]);
    expect(found[0]?.advice.setting).toBe('celery -A your_app beat -l INFO');
    expectTexts(found);
  });

  it('tells the one entry that a beat which goes on leaves out', () => {
    const both = [...silent, periodic('tock', firesOf('gen7@beat', 6, 3))];
    const found = seenBy(periodicMissed, sight({ periodic: both }));
    expect(found).toMatchObject([{ subject: { kind: 'type', id: 'shop.tick' }, advice: { setting: null } }]);
    expectTexts(found);
  });

  it.each<[string, Partial<Sight>]>([
    ['is only late', { periodic: [periodic('tick', firesOf('gen7@beat', 6, 35))] }],
    ['was seen only twice', { periodic: [periodic('tick', firesOf('gen7@beat', 2, 60))] }],
    ['has no equal times', { periodic: [periodic('tick', firesOf('gen7@beat', 6, 60), { everySeconds: null })] }],
    [
      'another process sends now',
      {
        periodic: [periodic('tick', [...firesOf('gen7@beat', 6, 60), { uuid: 'n', at: NOW - 5, client: 'gen8@beat' }])],
      },
    ],
    ['may have been sent while nothing was seen', { periodic: silent, watchedSince: NOW - 20 }],
    [
      'may have been sent in a gap',
      {
        periodic: silent,
        gaps: [{ from: NOW - 40, to: NOW - 30, reason: 'broker-lost', missedAtMost: null }],
      },
    ],
    [
      'may be among events that were lost',
      {
        periodic: silent,
        losses: [{ from: NOW - 40, to: NOW - 30, lost: 2, seen: 8 }],
      },
    ],
  ])('is silent about an entry that %s', (_, told) => {
    expect(seenBy(periodicMissed, sight(told))).toEqual([]);
  });

  it('knows nothing of what waits unseen where nobody tells what was sent', () => {
    const unsent = [periodic('tick', firesOf(null, 6, 60))];
    const seen = (ready: number | null) =>
      seenBy(
        periodicMissed,
        sight({ periodic: unsent, workers: [workerView('w1@alpha')], queues: [queueSight('mail', { ready })] }),
      );
    expect(seen(3)).toEqual([]);
    expect(seen(null)).toEqual([]);
    expectTexts(seen(0));
  });

  it('does not call beat silent when it is workers that tell no more what they take', () => {
    const unsent = [periodic('tick', firesOf(null, 6, 60)), periodic('tock', firesOf(null, 6, 58))];
    const seen = (...taskEvents: readonly (boolean | null)[]) =>
      seenBy(
        periodicMissed,
        sight({
          periodic: unsent,
          workers: taskEvents.map((sends, index) => workerView(`w${index}@alpha`, { taskEvents: sends })),
          queues: [queueSight('mail')],
        }),
      );
    expect(seen(false)).toEqual([]);
    expect(seen(null)).toEqual([]);
    expect(seen(true, false)).toEqual([]);
    expect(seen(true, true)).toMatchObject([{ severity: 'critical' }]);
  });

  it('does not miss an entry that a beat which was started anew does not know any more', () => {
    const tock = [...firesOf('gen7@beat', 5, 65), ...firesOf('gen8@beat', 5, 3)];
    expect(seenBy(periodicMissed, sight({ periodic: [...silent, periodic('tock', tock)] }))).toEqual([]);
  });

  it('ends what a beat that goes on has left out for an hour: it may have been switched off', () => {
    const seen = (ago: number) =>
      seenBy(
        periodicMissed,
        sight({
          periodic: [
            periodic('tick', firesOf('gen7@beat', 6, ago)),
            periodic('tock', [...firesOf('gen7@beat', 6, ago), ...firesOf('gen7@beat', 90, 3)]),
          ],
        }),
      );
    expect(seen(3500)).toMatchObject([{ subject: { kind: 'type', id: 'shop.tick' } }]);
    expect(seen(3700)).toEqual([]);
  });
});

describe('periodic-doubled', () => {
  const both = [...firesOf('gen7@beat', 5, 4), ...firesOf('gen9@other', 3, 2)];

  it('names both', () => {
    const found = seenBy(periodicDoubled, sight({ periodic: [periodic('tick', both)] }));
    expect(found).toMatchObject([
      {
        severity: 'critical',
        subject: { kind: 'cluster', id: 'beat' },
        sentence: { values: { one: 'gen7@beat', other: 'gen9@other', beats: 2 } },
      },
    ]);
    expectTexts(found);
  });

  it('does not take a beat that is started anew at once for a second one, however short the interval', () => {
    const entry = { everySeconds: 2 };
    const restarted = [...firesOf('gen7@beat', 5, 4.9, 2), ...firesOf('gen9@beat', 3, 0.1, 2)];
    expect(seenBy(periodicDoubled, sight({ periodic: [periodic('tick', restarted, entry)] }))).toEqual([]);
    const beside = [...firesOf('gen7@beat', 5, 1, 2), ...firesOf('gen9@beat', 3, 0.1, 2)];
    expectTexts(seenBy(periodicDoubled, sight({ periodic: [periodic('tick', beside, entry)] })));
  });

  it.each<[string, readonly Fire[]]>([
    ['one beat', firesOf('gen7@beat', 6, 4)],
    ['one that replaced another', [...firesOf('gen7@beat', 5, 40), ...firesOf('gen9@other', 4, 2)]],
    ['somebody who sent it by hand', [...firesOf('gen7@beat', 5, 4), ...firesOf('gen9@web', 2, 2)]],
    [
      'somebody who sends it at will',
      [
        ...firesOf('gen7@beat', 5, 4),
        ...[50, 48, 47, 20, 3].map((ago, index) => ({ uuid: `w${index}`, at: NOW - ago, client: 'gen9@web' })),
      ],
    ],
    ['senders that nobody named', [...firesOf('gen7@beat', 5, 4), ...firesOf(null, 5, 2)]],
  ])('does not take %s for two', (_, fires) => {
    expect(seenBy(periodicDoubled, sight({ periodic: [periodic('tick', fires)] }))).toEqual([]);
  });
});

describe('periodic-pileup', () => {
  function piled(waiting: number, told: Partial<Periodic['entry']> = {}, lastAgo = 1): Sight {
    const at = sight({ periodic: [periodic('tick', firesOf('gen7@beat', 6, lastAgo), told)] });
    for (let index = 6 - waiting; index < 6; index += 1)
      put(at, `gen7@beat${index}`, { state: 'SENT', name: 'shop.tick' });
    return at;
  }

  it('tells how many wait and how to let them expire', () => {
    const found = seenBy(periodicPileup, piled(4));
    expect(found).toMatchObject([
      { subject: { kind: 'type', id: 'shop.tick' }, sentence: { values: { waiting: 4, oldestSeconds: 31 } } },
    ]);
    expect(found[0]?.advice.setting).toBe('beat_schedule["tick"]["options"] = {"expires": 10}');
    expect(found[0]?.related[0]).toEqual({ kind: 'queue', id: 'mail' });
    expectTexts(found);
  });

  it('does not advise what is set', () => {
    const found = seenBy(periodicPileup, piled(4, { expires: true }));
    expect(found[0]?.advice.setting).toBeNull();
    expectTexts(found);
  });

  it('is silent about two, and about three in a moment', () => {
    expect(seenBy(periodicPileup, piled(2, {}, 30))).toEqual([]);
    expect(seenBy(periodicPileup, piled(3, {}, 0))).toEqual([]);
    expect(seenBy(periodicPileup, piled(4, { everySeconds: null }))).toEqual([]);
  });
});
