'use client';

import { useTranslations } from 'use-intl';
import { cx } from '../ui/class-names';
import { useFormat } from '../ui/use-format';
import { OUTCOME_PATTERN } from './throughput-bars';
import { UNSUCCESSFUL, type Outcome } from './throughput-shape';

interface ThroughputLegendProps {
  readonly totals: Readonly<Record<Outcome, number>>;
  readonly hidden: ReadonlySet<Outcome>;
  readonly onToggle: (outcome: Outcome) => void;
}

/** Totals that switch their series off and on. */
export function ThroughputLegend({ totals, hidden, onToggle }: ThroughputLegendProps) {
  const t = useTranslations('common.chart');
  const format = useFormat();
  return (
    <div className="flex flex-wrap gap-x-3.5 text-small text-fg-2">
      {(['success', ...UNSUCCESSFUL] as const).map((outcome) => (
        <button
          key={outcome}
          type="button"
          aria-pressed={!hidden.has(outcome)}
          onClick={() => onToggle(outcome)}
          className={cx(
            'flex min-h-6 items-center gap-1.5 hover:text-fg',
            hidden.has(outcome) && 'text-fg-3 line-through',
          )}
        >
          <span aria-hidden className={cx('size-2.5 rounded-cell', OUTCOME_PATTERN[outcome])} />
          {t(`outcome.${outcome}`)} {format.count(totals[outcome])}
        </button>
      ))}
    </div>
  );
}
