import { memo } from 'react';
import type { ThroughputBucket } from '@/lib/api/views';
import { cx } from '../ui/class-names';
import { UNSUCCESSFUL, type Outcome } from './throughput-shape';

const GRID = 'absolute inset-0 grid auto-cols-[minmax(0,1fr)] grid-flow-col items-end';

export const OUTCOME_PATTERN: Readonly<Record<Outcome, string>> = {
  success: 'pattern-success',
  failure: 'bg-state-failure-fill',
  retry: 'pattern-retry',
  other: 'bg-state-revoked-fill',
};

interface BarsProps {
  readonly buckets: readonly ThroughputBucket[];
  readonly top: number;
}

export const SuccessBars = memo(function SuccessBars({ buckets, top }: BarsProps) {
  return (
    <div className={cx(GRID, gapOf(buckets.length))}>
      {buckets.map((bucket) => (
        <span
          key={bucket.at}
          className={cx(
            'min-w-0 rounded-t-[1px]',
            bucket.partial
              ? 'border border-b-0 border-dashed border-state-success-fill'
              : 'border-t-2 border-state-success-fill bg-state-success-tint',
            bucket.success === 0 && 'invisible',
          )}
          style={{ height: `${(bucket.success / top) * 100}%` }}
        />
      ))}
    </div>
  );
});

interface RestBarsProps extends BarsProps {
  readonly hidden: ReadonlySet<Outcome>;
}

/** Failures at the bottom, then retries, then what was revoked, rejected or lost. */
export const RestBars = memo(function RestBars({ buckets, top, hidden }: RestBarsProps) {
  return (
    <div className={cx(GRID, gapOf(buckets.length))}>
      {buckets.map((bucket) => (
        <span key={bucket.at} className="flex h-full min-w-0 flex-col-reverse gap-px">
          {UNSUCCESSFUL.map(
            (outcome) =>
              bucket[outcome] > 0 &&
              !hidden.has(outcome) && (
                <span
                  key={outcome}
                  className={cx('min-h-0.5 shrink-0', bucket.partial && 'opacity-70', OUTCOME_PATTERN[outcome])}
                  style={{ height: `${(bucket[outcome] / top) * 100}%` }}
                />
              ),
          )}
        </span>
      ))}
    </div>
  );
});

function gapOf(buckets: number): string {
  return buckets > 80 ? 'gap-px' : 'gap-0.5 max-md:gap-px';
}
