import { describe, expect, it } from 'vitest';
import type { RevokeSight } from '../cluster/kept-revokes';
import { renderMessage } from '../i18n/render';
import { explainTask } from './explain';
import { factsOf, heldTask, NOW, placeOf, waitingTask } from './why.fixture';

const kept = {
  kind: 'revoke',
  id: 'u',
  at: NOW - 30,
  actor: 'ada',
  reason: 'SMTP is down',
  sentAgain: [],
  sentAgainCount: 0,
} as const;

const NOBODY = { count: 0, names: [] };

function revocation(told: Partial<RevokeSight> = {}): RevokeSight {
  const knownTo = { count: 1, names: ['w1'] };
  return { at: NOW - 30, namedBy: null, kept, isSentAgain: true, knownTo, unknownTo: NOBODY, ...told };
}

function explain(sight: RevokeSight, task = waitingTask({ eta: NOW + 3000 })) {
  const why = explainTask(factsOf(task, { place: placeOf({ revocation: sight }) }));
  const texts = why.evidence.map(({ claim }) => renderMessage(claim));
  return { ...why, text: renderMessage(why.sentence), texts };
}

describe('a task that was revoked', () => {
  it('says who revoked it before it says that its time is still to come', () => {
    const { verdict, isProblem, text, texts } = explain(revocation());
    expect({ verdict, isProblem }).toEqual({ verdict: 'revoked', isProblem: false });
    expect(text).toContain('ada revoked it at');
    expect(texts).toContain('ada revoked it: “SMTP is down”');
    expect(texts).toContain('w1 knows it');
  });

  it('names a worker that does not know it, and is no problem while it is sent again', () => {
    const { isProblem, text } = explain(
      revocation({ knownTo: NOBODY, unknownTo: { count: 3, names: ['w2', 'w3', 'w4'] } }),
      heldTask('w2'),
    );
    expect(isProblem).toBe(false);
    expect(text).toMatch(/but w2 and 2 other workers do not know it yet: it is sent again\.$/);
  });

  it('may run all the same while no worker is up that could know it, and says what is sure', () => {
    const nobody = revocation({ knownTo: NOBODY });
    const { verdict, isProblem, text, advice } = explain(nobody, waitingTask());
    expect({ verdict, isProblem }).toEqual({ verdict: 'revoked', isProblem: true });
    expect(text).toMatch(
      /^ada revoked it at .*, but no worker is up that takes from mail: each one is told within about half a second of its start, and a short task may have run by then\.$/,
    );
    expect(advice && renderMessage(advice.text)).toContain('take its message out before a worker starts');
    expect(explain({ ...nobody, isSentAgain: false }, waitingTask()).text).toMatch(/does not know it, and runs it\.$/);
    // Held for its eta it is thrown away, for then the worker has been told.
    expect(explain(nobody).text).toMatch(/: a worker that receives it throws it away\.$/);
  });

  it('is no problem in a queue whose workers know it', () => {
    expect(explain(revocation(), waitingTask())).toMatchObject({ isProblem: false, advice: null });
  });

  it('is a problem when nobody tells the workers that do not know it', () => {
    const unknownTo = { count: 1, names: ['w2'] };
    const { isProblem, text, advice } = explain(revocation({ isSentAgain: false, unknownTo }));
    expect(isProblem).toBe(true);
    expect(text).toMatch(/but w2 does not know it, and may run it\.$/);
    expect(advice).not.toBeNull();
  });

  it('tells of one that was made elsewhere by the worker that named it', () => {
    const { text, texts } = explain(revocation({ kept: null, namedBy: 'w1', isSentAgain: false }));
    expect(text).toContain('as w1 told');
    expect(texts).toContain('w1 names it among what it takes for revoked');
  });

  it('says of a withdrawn one that it was, and that workers which know it keep it', () => {
    const { text } = explain(revocation({ kept: null, isSentAgain: false }));
    expect(text).toMatch(
      /^It was revoked from here at .*, which was withdrawn: a worker that knows it throws it away\.$/,
    );
  });

  it('has not ended though a result backend tells REVOKED, which it does as soon as somebody asks for it', () => {
    const place = placeOf({
      revocation: revocation(),
      stored: { status: 'REVOKED', endedAt: NOW - 30, failure: null },
    });
    expect(explainTask(factsOf(waitingTask(), { place })).verdict).toBe('revoked');
    const elsewhere = placeOf({ stored: { status: 'REVOKED', endedAt: NOW - 30, failure: null } });
    expect(explainTask(factsOf(waitingTask(), { place: elsewhere })).verdict).toBe('revoked');
  });

  it('counts the workers that were told later', () => {
    const sentAgain = [{ worker: 'w1', at: NOW - 5, outcome: 'ok' }] as const;
    const { texts } = explain(revocation({ kept: { ...kept, sentAgain, sentAgainCount: 1 } }));
    expect(texts).toContain('it was sent again to 1 worker that did not know it');
  });
});
