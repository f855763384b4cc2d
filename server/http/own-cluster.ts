import type { FastifyRequest } from 'fastify';
import type { Authorise, Door } from './authorise';
import type { Mount } from './mount';
import { HttpProblem } from './problem';

interface Asked {
  readonly mounts: readonly Pick<Mount, 'cluster' | 'urlPrefix'>[];
  readonly door: Door;
  readonly authorise: Authorise;
}

/**
 * Where the first page leads whoever has no role in the first cluster, for that is where a login ends. Any other page of
 * a cluster says so: nobody should find themselves in another one than they opened. null: nowhere.
 */
export async function ownCluster(
  { method, url, headers }: Pick<FastifyRequest, 'method' | 'url' | 'headers'>,
  error: unknown,
  { mounts, door, authorise }: Asked,
): Promise<string | null> {
  const [first, ...others] = mounts;
  const isFirstPage = method === 'GET' && url.split('?', 1)[0] === `${first?.urlPrefix ?? ''}/`;
  const isPerson = isFirstPage && (headers.accept ?? '').includes('text/html');
  if (!isPerson || !(error instanceof HttpProblem) || error.code !== 'no_role') return null;
  for (const { cluster, urlPrefix } of others) {
    const isLetIn = await authorise({ ...door, cluster }, 'view').then(
      () => true,
      () => false,
    );
    if (isLetIn) return `${urlPrefix}/`;
  }
  return null;
}
