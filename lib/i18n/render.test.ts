import { describe, expect, it } from 'vitest';
import { displayValues } from './display-values';
import { message } from './message';
import { renderMessage } from './render';

const plain = (text: string | number | undefined) => String(text).replaceAll('\u00a0', ' ');

describe('displayValues', () => {
  const at = Date.UTC(2026, 10, 20, 14, 21, 4) / 1000;

  it('turns seconds into a duration and leaves other numbers to ICU', () => {
    const values = displayValues(message('x', { runSeconds: 281, tasks: 24 }), 'en');
    expect(plain(values.runSeconds)).toBe('4 m 41 s');
    expect(values.tasks).toBe(24);
  });

  it('shows a time in the zone of the reader, in UTC when it is not told', () => {
    expect(displayValues(message('x', { dueAt: at }), 'en', { timeZone: 'Asia/Seoul', now: at }).dueAt).toBe(
      '23:21:04',
    );
    expect(plain(displayValues(message('x', { dueAt: at }), 'en').dueAt)).toBe('20 Nov 14:21:04 UTC');
  });
});

describe('renderMessage', () => {
  it('counts in words with ICU plurals', () => {
    expect(renderMessage(message('common.workers', { count: 1 }))).toBe('1 worker');
    expect(renderMessage(message('common.workers', { count: 3 }))).toBe('3 workers');
  });

  it('answers the key of a text that is gone from the catalogue', () => {
    expect(renderMessage(message('gone.since.long'))).toBe('gone.since.long');
  });

  it('does not read markup or ICU syntax in a value', () => {
    expect(renderMessage(message('common.ago', { age: '<b>{x}</b>' }))).toBe('<b>{x}</b> ago');
  });
});
