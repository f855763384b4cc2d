import { describe, expect, it } from 'vitest';
import { renderMessage } from '../i18n/render';
import { duplicateOf, starvationOf, workerView } from './worker.fixture';
import { workersVerdict } from './workers-verdict';

const said = (...args: Parameters<typeof workersVerdict>) => {
  const verdict = workersVerdict(...args);
  return [verdict.kind, ...verdict.answers.map((answer) => renderMessage(answer)), renderMessage(verdict.rest)];
};

describe('workersVerdict', () => {
  it('is quiet when all is well', () => {
    const workers = [workerView('a', { active: 3 }), workerView('b')];
    expect(said(workers, [])).toEqual(['healthy', 'All workers are well.', '2 workers up, 3 of 8 slots busy.']);
  });

  it('names who starves whom', () => {
    expect(said([workerView('a')], [starvationOf('media@1', 'media@2')]).slice(0, 2)).toEqual([
      'warning',
      'media@1 starves media@2.',
    ]);
  });

  it('says the worst first, and no finding that is over', () => {
    const over = starvationOf('media@3', 'media@4', { closedAt: 5 });
    const [kind, ...answers] = said(
      [workerView('a')],
      [starvationOf('media@1', 'media@2'), duplicateOf('u1', 'mail'), over],
    );
    expect([kind, ...answers.slice(0, 2)]).toEqual(['critical', 'A task ran twice.', 'media@1 starves media@2.']);
  });

  it('takes an orderly exit as a fact and a lost worker as a problem', () => {
    const left = workerView('left', { status: 'gone', statusReason: 'offline-event' });
    const lost = workerView('lost', { status: 'gone', statusReason: 'no-reply' });
    expect(said([workerView('a'), left], [])[0]).toBe('healthy');
    expect(said([workerView('a'), lost], []).slice(0, 2)).toEqual([
      'warning',
      'lost is silent without a goodbye: dead, stopped or cut off.',
    ]);
    expect(said([left], [])[1]).toBe('All workers are gone.');
  });

  it('notices a worker that sends no task events, unless it is gone', () => {
    const quiet = workerView('quiet', { taskEvents: false });
    expect(said([workerView('a'), quiet], []).slice(0, 2)).toEqual(['notice', 'quiet sends no task events.']);
    expect(said([workerView('a'), { ...quiet, status: 'gone', statusReason: 'offline-event' }], [])[0]).toBe('healthy');
  });

  it('knows nothing of a worker whose heartbeats stopped', () => {
    const silent = ['a', 'b'].map((name) =>
      workerView(name, { status: 'unknown', statusReason: 'heartbeats-stopped' }),
    );
    expect(said(silent, []).slice(0, 2)).toEqual(['unknown', 'a and 1 other have sent no heartbeat lately.']);
  });
});
