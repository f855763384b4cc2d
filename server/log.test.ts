import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { levelOf, openLog, toSingleLine } from './log';

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

const folder = mkdtempSync(join(tmpdir(), 'celeryscope-log-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const AUTO = { logLevel: 'info', logFormat: 'auto', debug: false } as const;

describe('openLog', () => {
  it('writes JSON lines into a file, and begins it anew after it was moved', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'celeryscope-log-')), 'a.log');
    const { log, reopen } = openLog({ ...AUTO, logFile: file }, process.stderr);
    log.info({ requestId: 'r1' }, 'first');
    renameSync(file, `${file}.1`);
    reopen();
    log.warn('second');
    expect(JSON.parse(readFileSync(`${file}.1`, 'utf8'))).toMatchObject({ level: 30, requestId: 'r1', msg: 'first' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ level: 40, msg: 'second' });
  });

  it('writes lines for people where that is asked for', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'celeryscope-log-')), 'a.log');
    openLog({ ...AUTO, logFormat: 'text', logFile: file }, process.stderr).log.warn('look');
    expect(readFileSync(file, 'utf8')).toMatch(/^\d\d:\d\d:\d\d warning: look\n$/);
  });

  it('names the file that it can not write', () => {
    expect(() => openLog({ ...AUTO, logFile: join(folder, 'none', 'a.log') }, process.stderr)).toThrow(
      /^--log-file \S+: can't be written \(ENOENT\)\.$/,
    );
  });

  it('says more with debug, unless another level was chosen', () => {
    expect(levelOf({ logLevel: 'info', debug: true })).toBe('debug');
    expect(levelOf({ logLevel: 'error', debug: true })).toBe('error');
  });
});
