'use client';

import { useTranslations } from 'use-intl';
import { cx } from '../ui/class-names';
import { useFormat } from '../ui/use-format';
import type { Band } from './chart-marks';

/** A time without data is not a time without tasks; one with lost events shows less than there was. */
export function PlotBands({ bands }: { readonly bands: readonly Band[] }) {
  const words = useBandWords();
  return bands.map((band) => (
    <span
      key={`${band.kind} ${band.from}`}
      aria-hidden
      className={cx(
        'absolute inset-y-0 min-w-0.5',
        band.kind === 'gap' ? 'pattern-down' : 'bg-severity-warning-tint/60 pattern-lossy',
      )}
      style={{ left: `${band.left * 100}%`, width: `${band.width * 100}%` }}
    >
      {band.width > 0.06 && (
        <span
          className={cx(
            'absolute top-1 left-1/2 -translate-x-1/2 rounded-sm bg-canvas px-1 whitespace-nowrap text-micro text-fg-2',
            band.width < 0.2 && 'max-md:hidden',
          )}
        >
          {words(band, band.width > 0.2)}
        </span>
      )}
    </span>
  ));
}

/** A band in words; the short ones fit into a narrow one. */
export function useBandWords(): (band: Band, whole: boolean) => string {
  const t = useTranslations('common.chart');
  const format = useFormat();
  return (band, whole) => {
    if (band.kind === 'gap') return whole ? t(`gap.${band.reason ?? 'unwatched'}`) : t('noData');
    const share = `~${format.share(band.share)}`;
    if (!whole) return t('lostShort', { share });
    return t('lost', { share, from: format.clock(band.from), to: format.clock(band.to) });
  };
}
