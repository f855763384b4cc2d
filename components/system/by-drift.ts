import type { WorkerView } from '@/lib/cluster/worker';

/** The largest difference first, in either direction; not measured last. */
export function byDrift<W extends Pick<WorkerView, 'clockDriftSeconds' | 'hostname'>>(
  workers: readonly W[],
): readonly W[] {
  const size = ({ clockDriftSeconds }: W) => (clockDriftSeconds === null ? -1 : Math.abs(clockDriftSeconds));
  return [...workers].sort((a, b) => size(b) - size(a) || (a.hostname < b.hostname ? -1 : 1));
}
