import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultDataDir, prepareDataDir } from './data-dir';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'data-dir-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('prepareDataDir', () => {
  it('makes the folder for its owner alone, and takes one that is there', () => {
    const path = join(folder, 'a', 'b');
    prepareDataDir(path);
    prepareDataDir(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('says why a folder can’t be used, and what to do', () => {
    writeFileSync(join(folder, 'file'), '');
    for (const path of [join(folder, 'file', 'below'), join(folder, 'file')]) {
      expect(() => prepareDataDir(path)).toThrow(/part of its path, is a file\. Choose another with --data-dir\./);
    }
  });

  it.runIf(process.platform === 'linux')('comes to an end where no folder can be made', () => {
    expect(() => prepareDataDir('/proc/celeryscope/data')).toThrow(/can't be used/);
  });
});

describe('defaultDataDir', () => {
  const linux = { platform: 'linux' as const, home: '/home/ada', env: {} };

  it('has one folder for each broker, named after it', () => {
    const one = defaultDataDir(linux, 'redis://127.0.0.1:6379/0');
    expect(one).toMatch(/^\/home\/ada\/\.local\/share\/celeryscope\/redis-127\.0\.0\.1-6379-0-[0-9a-f]{8}$/);
    expect(defaultDataDir(linux, 'redis://127.0.0.1:6379/1')).not.toBe(one);
  });

  it('stays inside the data folder whatever the broker is called', () => {
    const path = defaultDataDir(linux, 'amqp://../../etc:5672/..%2f..');
    expect(path).toMatch(/^\/home\/ada\/\.local\/share\/celeryscope\/[a-z0-9.-]+$/);
    expect(path).not.toContain('/..');
  });

  it('is where the system keeps such things', () => {
    const below = (system: Parameters<typeof defaultDataDir>[0]) => defaultDataDir(system, 'redis://h/0');
    expect(below({ ...linux, env: { XDG_DATA_HOME: '/data' } })).toMatch(/^\/data\/celeryscope\//);
    expect(below({ ...linux, platform: 'darwin' })).toContain('/Library/Application Support/celeryscope/');
    expect(below({ ...linux, platform: 'win32', env: { LOCALAPPDATA: 'C:\\Local' } })).toMatch(/^C:\\Local/);
  });
});
