import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** The first of these names that the PATH has, or null. @param {...string} names */
export function findProgram(...names) {
  // Debian keeps servers in sbin, which a plain user's PATH lacks.
  const folders = [
    ...(process.env.PATH ?? '').split(path.delimiter),
    '/usr/local/sbin',
    '/usr/sbin',
    '/sbin',
    '/opt/homebrew/sbin',
  ];
  for (const name of names) {
    const found = folders.map((folder) => path.join(folder, name)).find(isExecutable);
    if (found) return found;
  }
  return null;
}

/** @param {string} file */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Not there, or not for us: both mean that it cannot be run.
    return false;
  }
}
