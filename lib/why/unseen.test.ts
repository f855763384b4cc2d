import { describe, expect, it } from 'vitest';
import { renderMessage } from '../i18n/render';
import { explainTask } from './explain';
import { factsOf, NOW, NOWHERE, placeOf, runningTask, UNACKED, unseenFacts, waitingTask } from './why.fixture';

function claimsOf(why: ReturnType<typeof explainTask>): readonly string[] {
  return why.evidence.map(({ claim }) => renderMessage(claim));
}

describe('what was not seen', () => {
  it('takes no result of an earlier run for the end of this one', () => {
    const before = { status: 'SUCCESS', endedAt: NOW - 500, failure: null };
    const runs = explainTask(factsOf(runningTask('w1'), { place: placeOf({ message: UNACKED, stored: before }) }));
    const waits = explainTask(factsOf(waitingTask(), { place: placeOf({ stored: before }) }));
    expect([runs.verdict, waits.verdict]).toEqual(['running', 'queued']);
  });

  it('takes no result for an end that tells none', () => {
    const stored = { status: 'STARTED', endedAt: NOW - 5, failure: null };
    expect(explainTask(factsOf(runningTask('w1'), { place: placeOf({ stored }) })).verdict).toBe('running');
  });

  it('takes what an earlier attempt or delivery sent for no sign of this one', () => {
    const children = [{ uuid: 'c1', name: 'shop.next', seenAt: NOW - 20 }];
    const place = placeOf({ message: { in: 'queue', queue: 'mail', priority: 0, ahead: 0 } });
    const again = explainTask(factsOf(waitingTask({ retries: 1 }), { place, children }));
    const given = waitingTask({
      deliveries: runningTask('w1').deliveries.map((one) => ({ ...one, outcome: 'REQUEUED' })),
    });
    expect([again.verdict, explainTask(factsOf(given, { place, children })).verdict]).toEqual(['queued', 'queued']);
    const before = [{ uuid: 'c1', name: null, seenAt: NOW - 600 }];
    expect(explainTask(factsOf(waitingTask(), { place, children: before })).verdict).toBe('queued');
  });

  it('says of a task that no event told of nothing of events', () => {
    expect(claimsOf(explainTask(unseenFacts()))).toContain('no event told of it');
    expect(claimsOf(explainTask(unseenFacts())).join()).not.toContain('newest state');
  });

  it('calls a seen task that is nowhere lost, not unseen', () => {
    expect(explainTask(factsOf(waitingTask(), { place: placeOf({ message: NOWHERE }) })).verdict).toBe('lost');
  });

  it('names each part that is missing by its place, and tells where to start a worker', () => {
    const part = {
      uuid: 'p2',
      name: 'shop.part',
      queue: 'nobody',
      in: 'queue',
      as: 'chord',
      index: 2,
      chord: null,
    } as const;
    const why = explainTask(unseenFacts({ awaits: [part] }));
    expect(claimsOf(why)).toContain('part 2, shop.part p2, waits in nobody');
    expect(claimsOf(why)).toContain('no live worker consumes nobody');
    expect(why).toMatchObject({ isProblem: true, advice: { setting: 'celery -A your_app worker -Q nobody' } });
  });

  it('tells the time limits of a run', () => {
    const limits = (soft: number | null, hard: number | null, of: 'type' | 'worker') =>
      claimsOf(
        explainTask(factsOf(runningTask('w1'), { place: placeOf({ timeLimits: { soft, hard, of, at: NOW } }) })),
      );
    expect(limits(20, 30, 'type').join()).toMatch(/its type has a soft time limit of 20.s and a time limit of 30.s/);
    expect(limits(null, 30, 'worker').join()).toMatch(/w1 has a time limit of 30.s/);
    expect(limits(null, null, 'worker')).toContain('neither its type nor w1 has a time limit');
  });
});
