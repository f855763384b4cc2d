import { describe, expect, it } from 'vitest';
import { toSingleLine } from './log';

const line = (record: object) =>
  toSingleLine(JSON.stringify({ level: 30, time: '2026-11-21T13:17:01.574Z', ...record }));

describe('toSingleLine', () => {
  it('shows the time, how bad it is and the cause', () => {
    expect(line({ msg: 'It listens.' })).toBe('13:17:01 It listens.');
    expect(line({ level: 50, msg: 'It failed.', err: { message: 'no disk' } })).toBe(
      '13:17:01 error: It failed. (no disk)',
    );
  });

  it('lets no text from outside steer the terminal or begin a line', () => {
    expect(line({ msg: 'worker \u001b[2J\n  13:00:00 error: forged' })).toBe(
      '13:17:01 worker �[2J 13:00:00 error: forged',
    );
  });
});
