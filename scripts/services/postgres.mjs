import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { findProgram, isExecutable } from '../lib/programs.mjs';

/** Debian keeps the server's programs out of the PATH, a folder for each version. */
const DEBIAN = '/usr/lib/postgresql';

/** The folder with PostgreSQL's server programs, newest version first; null where there is none. */
export function findPostgres() {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = versions.map((version) => path.join(DEBIAN, version, 'bin'));
  const onPath = findProgram('initdb');
  if (onPath) folders.push(path.dirname(onPath));
  return folders.find((folder) => isExecutable(path.join(folder, 'initdb'))) ?? null;
}
