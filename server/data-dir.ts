import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ConfigError } from './config';

export interface System {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Each broker has its own folder, named after it so that a person finds it. */
export function defaultDataDir(system: System, brokerDisplay: string): string {
  const name = brokerDisplay
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60);
  const hash = createHash('sha256').update(brokerDisplay).digest('hex').slice(0, 8);
  return join(dataHome(system), 'celeryscope', `${name}-${hash}`);
}

function dataHome({ platform, home, env }: System): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (platform === 'win32') return env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local');
  return env['XDG_DATA_HOME'] || join(home, '.local', 'share');
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'it may not be written by this user',
  EPERM: 'it may not be written by this user',
  EROFS: 'it is on a read-only file system',
  ENOTDIR: 'it, or a part of its path, is a file',
  EEXIST: 'it, or a part of its path, is a file',
  ENOENT: 'it can not be made there',
  ENOSPC: 'the disk is full',
};

/** Makes the folder if needed; a ConfigError says why it can't be used. */
export function prepareDataDir(path: string): void {
  try {
    makeFolder(resolve(path));
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'EUNKNOWN';
    throw new ConfigError(
      `The data folder ${path} can't be used: ${REASONS[code] ?? code}. Choose another with --data-dir.`,
    );
  }
}

/** `recursive` of mkdirSync never ends in a file system that refuses new folders with ENOENT, such as /proc. */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  makeFolder(dirname(path));
  // Task arguments are kept there: for its owner's eyes.
  mkdirSync(path, { mode: 0o700 });
}
