import { Failure } from '../lib/failure.mjs';
import { findProgram, isExecutable } from '../lib/programs.mjs';
import { aptInstall, mayInstall } from './debian.mjs';

const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** A Chromium that this machine has, or null. */
export const findChromium = () =>
  findProgram('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable') ??
  places.find(isExecutable) ??
  null;

/** @param {(text: string) => void} progress @returns {Promise<string>} */
export async function provideChromium(progress) {
  const found = findChromium();
  if (found) return found;
  if (!mayInstall()) throw new Failure('No Chromium was found. Install chromium or google-chrome.');
  await aptInstall(['chromium'], progress);
  const installed = findChromium();
  if (!installed) throw new Failure('apt-get installed chromium, but it is not on the PATH.');
  return installed;
}
