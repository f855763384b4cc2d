import { describe, expect, it } from 'vitest';
import { createErrorLog } from './error-log';
import type { FromCollector } from './messages';

function openLog() {
  const texts: string[] = [];
  const clock = { now: 1000 };
  const post = (message: FromCollector): void => {
    if (message.type === 'log') texts.push(message.text);
  };
  return { texts, clock, log: createErrorLog(post, () => clock.now) };
}

describe('createErrorLog', () => {
  it('tells a failure with where it came from', () => {
    const { texts, log } = openLog();
    log(new Error('The disk is full.'));
    log('no error');
    expect(texts[0]).toMatch(/^Error: The disk is full\.\n\s+at /);
    expect(texts[1]).toBe('no error');
  });

  it('tells the same failure once a minute, and how often it happened meanwhile', () => {
    const { texts, clock, log } = openLog();
    for (let count = 0; count < 50; count += 1) log('full');
    expect(texts).toEqual(['full']);
    clock.now += 60;
    log('full');
    log('other');
    expect(texts).toEqual(['full', 'full (49 times more since)', 'other']);
  });
});
