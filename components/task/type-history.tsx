'use client';

import { useTranslations } from 'use-intl';
import { cx } from '@/components/ui/class-names';
import { useStateWord } from '@/components/ui/state-sign';
import { useFormat } from '@/components/ui/use-format';
import type { TaskDetail } from '@/lib/api/views';

interface TypeHistoryProps {
  readonly uuid: string;
  readonly runs: TaskDetail['recentRuns'];
  readonly typical: TaskDetail['typical'];
}

const HEIGHT = 56;

/** Run times of the last runs of the same type; those that ran more than once stand out. */
export function TypeHistory({ uuid, runs, typical }: TypeHistoryProps) {
  const t = useTranslations('task.history');
  const format = useFormat();
  const word = useStateWord();
  if (runs.length === 0) return <p className="text-fg-2">{t('none')}</p>;
  const longest = Math.max(...runs.map((run) => run.runtimeSeconds), 0.001);
  const twice = runs.filter((run) => run.executions > 1).length;
  const here = runs.findIndex((run) => run.uuid === uuid);
  return (
    <>
      <div
        role="img"
        aria-label={t('label', { count: runs.length, longest: format.duration(longest) })}
        className="flex items-end gap-0.75 border-b border-line-strong"
        style={{ height: HEIGHT }}
      >
        {runs.map((run) => (
          <span
            key={run.uuid}
            title={t('bar', { state: word(run.state), time: format.duration(run.runtimeSeconds) })}
            className={cx(
              'max-w-6 min-w-0 flex-1 rounded-t-cell',
              lookOf(run),
              run.uuid === uuid && 'outline outline-offset-1 outline-fg',
            )}
            style={{ height: Math.max(3, (run.runtimeSeconds / longest) * (HEIGHT - 6)) }}
          />
        ))}
      </div>
      {here >= 0 && (
        <p aria-hidden className="relative h-4.5 max-w-full text-micro text-fg-3">
          <span
            className="absolute top-0.5 -translate-x-1/2"
            style={{ left: `min(${((here + 0.5) / runs.length) * 100}%, ${(here + 0.5) * 27}px)` }}
          >
            {t('this')}
          </span>
        </p>
      )}
      <p className="mt-1.5 text-small text-fg-3">
        {twice > 0 && `${t('twice', { count: twice })} `}
        {typical === null
          ? t('few')
          : t('summary', { p50: format.duration(typical.p50), p95: format.duration(typical.p95), count: typical.runs })}
      </p>
    </>
  );
}

function lookOf(run: TaskDetail['recentRuns'][number]): string {
  if (run.executions > 1) return 'bg-severity-warning-fill';
  if (run.state === 'SUCCESS') return 'bg-state-success-fill';
  return run.state === 'FAILURE' ? 'bg-state-failure-fill' : 'bg-state-unknown-fill';
}
