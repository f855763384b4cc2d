import type { OptionValues } from '../config/options';

/** Whether there is anything by which people are known; else everybody who reaches the port may do all. */
export function asksWho({
  basicAuth,
  token,
  authProvider,
  proxyUserHeader,
}: Pick<OptionValues, 'basicAuth' | 'token' | 'authProvider' | 'proxyUserHeader'>): boolean {
  return basicAuth.length > 0 || token.length > 0 || authProvider !== null || proxyUserHeader !== null;
}
