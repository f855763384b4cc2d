import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';

const stampFile = (/** @type {string} */ name) => inRoot('node_modules', '.cache', 'celeryscope', `${name}.stamp`);

/** @param {string} entry @returns {string[]} */
function filesUnder(entry) {
  if (!existsSync(entry)) return [];
  if (!statSync(entry).isDirectory()) return [entry];
  return readdirSync(entry)
    .sort()
    .flatMap((name) => filesUnder(path.join(entry, name)));
}

/** A hash of what these files and folders hold. @param {string[]} inputs relative to the root */
export function contentHash(inputs) {
  const hash = createHash('sha256').update(process.platform + process.arch);
  for (const file of inputs.flatMap((input) => filesUnder(inRoot(input)))) {
    if (/\.test\.tsx?$/.test(file)) continue;
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} name @param {string} hash */
export const isStamped = (name, hash) => existsSync(stampFile(name)) && readFileSync(stampFile(name), 'utf8') === hash;

/** @param {string} name @param {string} hash */
export function stamp(name, hash) {
  mkdirSync(path.dirname(stampFile(name)), { recursive: true });
  writeFileSync(stampFile(name), hash);
}
