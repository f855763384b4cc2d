import type { ClusterLink } from '@/lib/api/page-views';
import { worstSeverity } from '@/lib/api/finding-view';
import type { CollectorClient } from '../collector-client';

interface Watched {
  readonly cluster: string | null;
  readonly collector: Pick<CollectorClient, 'cluster' | 'absence'>;
}

/** Where a cluster is served, under the prefix of the whole: the first at the root. */
export function mountOf(cluster: string | null, index: number): string {
  return index === 0 ? '' : `/c/${cluster ?? index}`;
}

/** All clusters that are watched, as the page of one of them shows them; none where there is only that one. */
export function toClusterLinks(sites: readonly Watched[], current: number, urlPrefix: string): readonly ClusterLink[] {
  if (sites.length === 1) return [];
  return sites.map(({ cluster, collector }, index) => ({
    name: cluster ?? '',
    href: `${urlPrefix}${mountOf(cluster, index)}/`,
    isCurrent: index === current,
    state: collector.absence === null ? (collector.cluster?.broker.state ?? 'connecting') : 'lost',
    worstSeverity: worstSeverity(collector.cluster?.findings ?? []),
  }));
}
