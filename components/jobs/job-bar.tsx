'use client';

import { useTranslations } from 'use-intl';
import { cx } from '@/components/ui/class-names';
import { useFormat } from '@/components/ui/use-format';
import { isLive, ITEM_OUTCOMES, type ItemOutcome, type Job } from '@/lib/jobs/job';
import { leftOf } from '@/lib/jobs/job-progress';

const LOOKS: Readonly<Record<ItemOutcome, string>> = {
  done: 'bg-state-success-fill',
  skipped: 'bg-state-unknown-fill',
  failed: 'bg-state-failure-fill',
  unsure: 'bg-state-retry-fill',
};

/** How far a job is, in one bar. */
export function JobBar({ job, className }: { readonly job: Job; readonly className?: string }) {
  const t = useTranslations('jobs');
  const format = useFormat();
  const { total, settled, counts } = job;
  const said = t('bar', { settled: format.count(settled, EXACT), total: format.count(total, EXACT) });
  return (
    <div
      role="progressbar"
      aria-label={t(`what.${job.action}`, { count: total })}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={settled}
      aria-valuetext={said}
      className={cx('flex h-1.5 overflow-hidden rounded-full bg-inset', className)}
    >
      {ITEM_OUTCOMES.map((outcome) => (
        <span
          key={outcome}
          className={LOOKS[outcome]}
          style={{ width: `${(counts[outcome] / Math.max(1, total)) * 100}%` }}
        />
      ))}
    </div>
  );
}

/** How many came to what; what came of none is left out. */
export function JobCounts({ job }: { readonly job: Job }) {
  const t = useTranslations('jobs.count');
  const format = useFormat();
  const left = leftOf(job);
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-1 text-small">
      {ITEM_OUTCOMES.filter((outcome) => job.counts[outcome] > 0 || outcome === 'done').map((outcome) => (
        <span key={outcome} className="inline-flex items-center gap-1.5">
          <span aria-hidden className={cx('size-2.5 rounded-cell', LOOKS[outcome])} />
          {t(outcome, { count: format.count(job.counts[outcome], EXACT) })}
        </span>
      ))}
      {left > 0 && (
        <span className="text-fg-3">{t(isLive(job) ? 'left' : 'given-up', { count: format.count(left, EXACT) })}</span>
      )}
    </div>
  );
}

const EXACT = { exact: true };
