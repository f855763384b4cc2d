import { findProgram } from '../lib/programs.mjs';

/** The nginx that this machine has, or null. */
export const findNginx = () => findProgram('nginx');

/** The openssl that makes certificates for tests, or null. */
export const findOpenssl = () => findProgram('openssl');
