import { z } from 'zod';
import { allowed, isBounded } from '@/lib/access/access';
import { worstSeverity } from '@/lib/api/finding-view';
import { clusterOf, type View } from './view';

export const statusView: View<'status', object> = {
  name: 'status',
  params: z.object({}),
  inputs: ['frame'],
  personal: true,
  async compute(source, _params, viewer) {
    const { at, broker, stats, findings, queues } = clusterOf(source);
    return {
      version: source.version,
      at,
      broker,
      collector: stats,
      store: {
        ...(await source.storeSize()),
        path: source.storePath,
        ...source.limits(),
      },
      openFindings: findings.length,
      worstSeverity: worstSeverity(findings),
      queues: queues.size,
      clusters: source.clusters(),
      user: {
        name: viewer.name,
        canControl: viewer.canControl,
        role: viewer.access.role,
        may: allowed(viewer.access),
        by: viewer.by,
        method: viewer.method ?? '',
        isBounded: isBounded(viewer.access),
      },
    };
  },
};
