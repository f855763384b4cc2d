import type { FastifyRequest } from 'fastify';
import { ownPath } from '../access/own-path';
import type { Mount } from './mount';
import { HttpProblem } from './problem';

/** A browser that opens a page without a login; scripts are told by the status, as ever. */
export function isPersonWithoutLogin(
  { method, headers, url }: FastifyRequest,
  { urlPrefix }: Pick<Mount, 'urlPrefix'>,
  error: unknown,
): boolean {
  if (!(error instanceof HttpProblem) || error.status !== 401) return false;
  const isPage = !url.startsWith(`${urlPrefix}/api/`) && (headers.accept ?? '').includes('text/html');
  return isPage && method === 'GET' && headers.authorization === undefined;
}

/**
 * The page where one signs in, which leads back to where somebody wanted to go; it says that a session is over to whoever
 * still has its cookie.
 */
export function loginAddress(url: string, urlPrefix: string, hadSession: boolean): string {
  const next = ownPath(url, urlPrefix);
  const query = [
    ...(next === `${urlPrefix}/` ? [] : [`next=${encodeURIComponent(next)}`]),
    ...(hadSession ? ['error=session_over'] : []),
  ];
  return `${urlPrefix}/login/${query.length === 0 ? '' : `?${query.join('&')}`}`;
}
