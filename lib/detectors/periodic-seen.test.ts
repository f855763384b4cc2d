import { describe, expect, it } from 'vitest';
import type { Periodic } from '../cluster/periodic';
import { periodicDoubled } from './periodic-doubled';
import { periodicMissed } from './periodic-missed';
import { periodicPileup } from './periodic-pileup';
import { expectTexts, firesOf, periodic } from './periodic.fixture';
import { put, seenBy, sight, textsOf } from './sight.fixture';

const BEAT = 'gen7@beat';
const OTHER = 'gen8@other';

function seen(name: string, fires: Periodic['fires']): Periodic {
  return { ...periodic(name, fires), source: 'seen', worker: '' };
}

describe('what is sent by a schedule that nobody can read', () => {
  it('is missed for an hour, as a notice: whoever sent it may have been meant to end', () => {
    const goesOn = seen('tock', firesOf(BEAT, 9, 2));
    const missed = (ago: number) =>
      seenBy(periodicMissed, sight({ periodic: [seen('tick', firesOf(BEAT, 9, ago)), goesOn] }));
    const found = missed(100);
    expectTexts(found);
    expect(found).toMatchObject([{ severity: 'notice', advice: { setting: null } }]);
    expect(textsOf(found[0] ?? never()).join('\n')).toMatch(
      /as by a schedule.*\n.*a schedule that is in no worker's settings/,
    );
    expect(missed(3700)).toEqual([]);
  });

  it('is not missed where it was all that its process sent: that may be any loop', () => {
    expect(seenBy(periodicMissed, sight({ periodic: [seen('tick', firesOf(BEAT, 9, 100))] }))).toEqual([]);
  });

  it('is missed as one when all of a process is', () => {
    const all = ['tick', 'tock'].map((name) => seen(name, firesOf(BEAT, 9, 100)));
    const found = seenBy(periodicMissed, sight({ periodic: all }));
    expectTexts(found);
    expect(found).toMatchObject([{ severity: 'notice', subject: { kind: 'cluster', id: 'beat' } }]);
  });

  it('is doubled only where two processes send more than one entry', () => {
    const both = [...firesOf(BEAT, 9, 2), ...firesOf(OTHER, 9, 3)];
    expect(seenBy(periodicDoubled, sight({ periodic: [seen('tick', both)] }))).toEqual([]);
    const found = seenBy(periodicDoubled, sight({ periodic: [seen('tick', both), seen('tock', both)] }));
    expectTexts(found);
    expect(found).toMatchObject([{ severity: 'notice' }]);
  });

  it('piles up, with what django-celery-beat would have to be told', () => {
    const fires = firesOf(BEAT, 9, 2);
    const at = sight({ periodic: [seen('tick', fires)] });
    for (const fire of fires.slice(-5)) put(at, fire.uuid, { name: 'shop.tick', state: 'SENT', sentAt: fire.at });
    const found = seenBy(periodicPileup, at);
    expectTexts(found);
    expect(found[0]?.advice.setting).toBe('PeriodicTask.objects.filter(task="shop.tick").update(expire_seconds=10)');
  });

  it('is named with where it stands when that is redbeat', () => {
    const redbeat: Periodic = { ...periodic('tick', firesOf(BEAT, 9, 100)), source: 'redbeat' };
    const found = seenBy(periodicMissed, sight({ periodic: [redbeat] }));
    expectTexts(found);
    expect(textsOf(found[0] ?? never())).toContainEqual(
      expect.stringMatching(/^tick stands in redbeat's schedule: shop\.tick every 10.s$/),
    );
    expect(found[0]?.severity).toBe('warning');
  });
});

function never(): never {
  throw new Error('nothing was found');
}
