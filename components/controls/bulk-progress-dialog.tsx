'use client';

import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/ui/button';
import { cx } from '@/components/ui/class-names';
import { Dialog } from '@/components/ui/dialog';
import { taskHref } from '@/components/ui/hrefs';
import { countResults, reasonsOf, type BulkProgress, type RetryResult } from '@/lib/tasks/bulk-progress';

interface BulkProgressDialogProps {
  readonly progress: BulkProgress;
  readonly onStop: () => void;
  readonly onClose: () => void;
}

const PARTS = [
  { key: 'done', look: 'bg-state-success-fill', word: 'done' },
  { key: 'skipped', look: 'bg-state-unknown-fill', word: 'skippedShort' },
  { key: 'failed', look: 'bg-state-failure-fill', word: 'failedShort' },
] as const;

export function BulkProgressDialog({ progress, onStop, onClose }: BulkProgressDialogProps) {
  const t = useTranslations('controls.bulk');
  const common = useTranslations('controls');
  const counts = countResults(progress);
  const done = progress.total - counts.left;
  const title =
    progress.ended && counts.left > 0
      ? t('stopped', { done, total: progress.total })
      : t('progress', { done, total: progress.total });
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      footer={
        <>
          <span className="flex-1" />
          {progress.ended ? (
            <Button autoFocus onClick={onClose}>
              {common('close')}
            </Button>
          ) : (
            <Button data-autofocus variant="danger" onClick={onStop}>
              {t('stop')}
            </Button>
          )}
        </>
      }
    >
      <div
        role="progressbar"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={progress.total}
        aria-valuenow={done}
        className="mt-3 flex h-1.5 overflow-hidden rounded-full bg-inset"
      >
        {PARTS.map(({ key, look }) => (
          <span key={key} className={look} style={{ width: `${(counts[key] / Math.max(1, progress.total)) * 100}%` }} />
        ))}
      </div>
      <div role="status" className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-small">
        {PARTS.map(({ key, look, word }) => (
          <span key={key} className="inline-flex items-center gap-1.5">
            <span aria-hidden className={cx('size-2.5 rounded-cell', look)} />
            {word === 'done' ? t('done', { done: counts.done }) : t(word, { count: counts[key] })}
          </span>
        ))}
        <span className="text-fg-3">{t('toGo', { count: counts.left })}</span>
      </div>
      <ul className="mt-2 text-fg-2">
        {reasonsOf(progress.results).map(({ outcome, detail, count }) => (
          <li key={`${outcome} ${detail}`} className="wrap-anywhere">
            {t(outcome === 'refused' ? 'skipped' : 'failedFor', { count, reason: detail })}
          </li>
        ))}
      </ul>
      {progress.ended && <Results results={progress.results} />}
    </Dialog>
  );
}

function Results({ results }: { readonly results: readonly RetryResult[] }) {
  const t = useTranslations('controls.bulk');
  const words = { retried: t('result.done'), refused: t('result.skipped'), failed: t('result.failed') };
  return (
    <details className="mt-3">
      <summary className="min-h-6 text-fg-2">{t('results')}</summary>
      <ul className="mt-1 max-h-60 overflow-y-auto" tabIndex={0} aria-label={t('results')}>
        {results.map(({ uuid, outcome, newUuid }) => (
          <li key={uuid} className="flex h-7 items-center gap-3">
            <Link href={taskHref(uuid)} prefetch={false} className="font-mono text-small hover:underline">
              {uuid.slice(0, 8)}
            </Link>
            <span className="text-fg-2">{words[outcome]}</span>
            {newUuid !== null && (
              <Link href={taskHref(newUuid)} prefetch={false} className="text-accent hover:underline">
                {t('newTask', { id: newUuid.slice(0, 8) })}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
