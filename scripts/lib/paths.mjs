import { fileURLToPath } from 'node:url';
import path from 'node:path';

export const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** @param {...string} parts */
export const inRoot = (...parts) => path.join(root, ...parts);

/** Everything that the demo makes; ignored by git. @param {...string} parts */
export const inDemo = (...parts) => path.join(root, '.demo', ...parts);
