'use client';

import { useTranslations } from 'use-intl';
import type { Figure } from '@/lib/detectors/finding';
import { workerHref } from '../ui/hrefs';
import { Slots } from '../ui/slots';
import { TextLink } from '../ui/text-link';

interface SlotsFigureProps {
  readonly figure: Extract<Figure, { kind: 'slots' }>;
}

/** The workers of one queue below each other: a long line at a full counter above an empty amber counter. */
export function SlotsFigure({ figure }: SlotsFigureProps) {
  const t = useTranslations('common.finding');
  const widest = Math.max(...figure.rows.map((row) => row.slots), 0);
  return (
    <div className="grid grid-cols-[minmax(0,auto)_minmax(0,1fr)] items-center gap-x-3 gap-y-1 overflow-hidden">
      <span />
      <span aria-hidden className="text-micro text-fg-3">
        {t('slotsHead')}
      </span>
      {figure.rows.map((row) => (
        <SlotsRow key={row.worker} row={row} widest={widest} />
      ))}
    </div>
  );
}

function SlotsRow({
  row,
  widest,
}: {
  readonly row: SlotsFigureProps['figure']['rows'][number];
  readonly widest: number;
}) {
  const t = useTranslations('common.finding');
  const free = Math.max(0, row.slots - row.running);
  return (
    <>
      <TextLink
        href={workerHref(row.worker)}
        variant="name"
        title={row.worker}
        className="max-w-40 truncate font-normal! text-fg-2 max-md:max-w-24"
      >
        {row.worker}
      </TextLink>
      <span className="flex min-h-6.5 min-w-0 items-center gap-2">
        <Slots
          worker={row.worker}
          slots={row.slots}
          running={row.running}
          reserved={row.reserved}
          starved={row.starved}
          widest={widest}
          className="max-md:gap-1.5 max-md:[&>span:last-child]:gap-px"
        />
        {row.reserved > 0 && <b>{row.reserved}</b>}
        {row.starved && free > 0 && (
          <span className="text-small font-medium whitespace-nowrap text-severity-warning">
            {t('couldStart', { count: free })}
          </span>
        )}
      </span>
    </>
  );
}
