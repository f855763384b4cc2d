import { createCluster, type Cluster } from '@/lib/cluster/cluster';
import { NO_MASKER } from '@/lib/masking/masker';
import { createIngest, type Ingest, type IngestDeps } from './ingest';

/** An ingest whose events come to nobody, into a cluster of its own. */
export function ingesting(deps: Partial<IngestDeps> = {}): { readonly cluster: Cluster; readonly ingest: Ingest } {
  const cluster = createCluster();
  const ingest = createIngest({
    cluster,
    masker: NO_MASKER,
    loadTask: () => null,
    timeline: () => undefined,
    counted: () => undefined,
    finished: () => undefined,
    appeared: () => undefined,
    workerArrived: () => undefined,
    sent: () => undefined,
    received: () => undefined,
    failed: (error) => {
      throw error;
    },
    ...deps,
  });
  return { cluster, ingest };
}
