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

/** The page where one signs in, which leads back to where somebody wanted to go. */
export function loginAddress(url: string, urlPrefix: string): string {
  const next = ownPath(url, urlPrefix);
  return `${urlPrefix}/login/${next === `${urlPrefix}/` ? '' : `?next=${encodeURIComponent(next)}`}`;
}
